namespace OrleansDefender.Correlation;

/// <summary>Why a silence cannot be made.</summary>
/// <param name="Member">What is wrong, by the API's name, for example <c>scope.thing</c>.</param>
/// <param name="Rule">What it must be.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SilenceProblem")]
public sealed record SilenceProblem([property: Id(0)] string Member, [property: Id(1)] string Rule);
