namespace OrleansDefender.Things;

/// <summary>A cause that a thing refuses for good: it belongs in the dead-letter queue.</summary>
/// <param name="ViolationId">The refused event's episode.</param>
/// <param name="Kind">The refused event's kind.</param>
/// <param name="Time">The refused event's time.</param>
/// <param name="Reason">Why, as a short code, for example <c>time-in-future</c>.</param>
/// <param name="Detail">Why, in words, with the figures.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.CauseRejection")]
public sealed record CauseRejection(
    [property: Id(0)] string ViolationId,
    [property: Id(1)] TransitionKind Kind,
    [property: Id(2)] DateTimeOffset Time,
    [property: Id(3)] string Reason,
    [property: Id(4)] string Detail);
