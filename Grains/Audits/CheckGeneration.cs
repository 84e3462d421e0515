namespace OrleansDefender.Audits;

/// <summary>A run and its generation of shards. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.CheckGeneration")]
internal sealed record CheckGeneration([property: Id(0)] string TaskId, [property: Id(1)] long StartedMs)
{
    /// <summary>Whether its run speaks for the present against another's.</summary>
    public bool IsLaterThan(CheckGeneration other) =>
        StartedMs != other.StartedMs ? StartedMs > other.StartedMs : string.CompareOrdinal(TaskId, other.TaskId) > 0;
}
