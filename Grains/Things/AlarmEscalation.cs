namespace OrleansDefender.Things;

/// <summary>Why an alarm's finding is more severe than the alarm itself: the strongest escalation, as the finding tells it. Persisted.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleHash">The hash of its content.</param>
/// <param name="RuleTitle">Its title.</param>
/// <param name="Level">The severity that it raises to now.</param>
/// <param name="SinceMs">When it fired first, in milliseconds since 1970.</param>
/// <param name="Evidence">What it fired on, in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmEscalation")]
internal sealed record AlarmEscalation(
    [property: Id(0)] string RuleId,
    [property: Id(1)] string RuleHash,
    [property: Id(2)] string RuleTitle,
    [property: Id(3)] Severity Level,
    [property: Id(4)] long SinceMs,
    [property: Id(5)] string Evidence);
