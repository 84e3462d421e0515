namespace OrleansDefender.Correlation.Engine;

/// <summary>A firing that nothing can change any more: what later firings keep their distance from, and an input of other rules. Persisted.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Group">The group's key.</param>
/// <param name="TimeMs">Its time, in milliseconds since 1970.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SettledFiring")]
internal sealed record SettledFiring(
    [property: Id(0)] string RuleId,
    [property: Id(1)] string Group,
    [property: Id(2)] long TimeMs);
