namespace OrleansDefender.Audits;

/// <summary>A resolved audit finding as a thing hears of it.</summary>
/// <param name="Check">The check.</param>
/// <param name="ReasonCode">Why it was one, as a code.</param>
/// <param name="Severity">The severity.</param>
/// <param name="ResolvedAt">The start of the run that proved it gone.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResolvedFinding")]
public sealed record ResolvedFinding(
    [property: Id(0)] string Check,
    [property: Id(1)] string ReasonCode,
    [property: Id(2)] Severity Severity,
    [property: Id(3)] DateTimeOffset ResolvedAt);
