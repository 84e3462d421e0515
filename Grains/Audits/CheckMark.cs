namespace OrleansDefender.Audits;

/// <summary>The newest run that lists a resource in a check, and the first segment of its list that does. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.CheckMark")]
internal sealed record CheckMark(
    [property: Id(0)] string Check,
    [property: Id(1)] string TaskId,
    [property: Id(2)] long StartedMs,
    [property: Id(3)] int Segment);
