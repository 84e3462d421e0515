namespace OrleansDefender.Correlation;

/// <summary>A signal that a fleet incident rests on.</summary>
/// <param name="At">Its time.</param>
/// <param name="EventType">One of <see cref="SignalEvents"/>.</param>
/// <param name="Thing">The thing; absent for a resource's own signal.</param>
/// <param name="Subject">Profile and behavior, the check, or the title of the rule that fired.</param>
/// <param name="Value">The value that was counted; absent where signals are.</param>
/// <param name="ViolationId">The episode.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.IncidentEvidence")]
public sealed record IncidentEvidence(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string EventType,
    [property: Id(2)] string? Thing,
    [property: Id(3)] string? Subject,
    [property: Id(4)] string? Value,
    [property: Id(5)] string? ViolationId);
