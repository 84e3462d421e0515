namespace OrleansDefender.Correlation;

/// <summary>One signal that an escalation rests on, as an operator sees it.</summary>
/// <param name="Time">The signal's own time.</param>
/// <param name="EventType">One of <see cref="SignalEvents"/>.</param>
/// <param name="Subject">What it is about: <c>profile/behavior</c>, <c>check (reason)</c>, or the title of the rule that fired.</param>
/// <param name="ViolationId">The episode; absent where it has none.</param>
/// <param name="Value">The value that was counted; absent where signals are counted.</param>
/// <param name="Withdrawn">Whether an analyst's word has taken it away.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.EvidenceView")]
public sealed record EvidenceView(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] string EventType,
    [property: Id(2)] string Subject,
    [property: Id(3)] string? ViolationId,
    [property: Id(4)] string? Value,
    [property: Id(5)] bool Withdrawn);
