namespace OrleansDefender.Things;

/// <summary>Something that became of an escalation, with the reason. Persisted.</summary>
/// <param name="TimeMs">When, in milliseconds since 1970.</param>
/// <param name="RuleTitle">The rule's title.</param>
/// <param name="Level">The level from then on.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.EscalationChange")]
internal sealed record EscalationChange(
    [property: Id(0)] long TimeMs,
    [property: Id(1)] string RuleTitle,
    [property: Id(2)] Severity Level,
    [property: Id(3)] string Reason);
