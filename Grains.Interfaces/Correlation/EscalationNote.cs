namespace OrleansDefender.Correlation;

/// <summary>Something that became of an escalation.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Level">The level from then on; <see cref="Severity.None"/> where it ended.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.EscalationNote")]
public sealed record EscalationNote(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] string Title,
    [property: Id(2)] Severity Level,
    [property: Id(3)] string Reason);
