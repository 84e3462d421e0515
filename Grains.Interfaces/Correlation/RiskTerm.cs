namespace OrleansDefender.Correlation;

/// <summary>One term of a thing's risk score.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Points">What it adds to the evidence, before the whole is scaled to 100.</param>
/// <param name="Reason">How the points come about, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.RiskTerm")]
public sealed record RiskTerm(
    [property: Id(0)] string What,
    [property: Id(1)] double Points,
    [property: Id(2)] string Reason);
