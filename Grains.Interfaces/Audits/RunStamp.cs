namespace OrleansDefender.Audits;

/// <summary>Which run lists findings, and at which point of its import.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.RunStamp")]
public sealed record RunStamp
{
    /// <summary>The task.</summary>
    [Id(0)]
    public required string TaskId { get; init; }

    /// <summary>When it started.</summary>
    [Id(1)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its type as AWS IoT names it.</summary>
    [Id(2)]
    public required string Type { get; init; }

    /// <summary>The scheduled audit; absent for a run on demand.</summary>
    [Id(3)]
    public string? Schedule { get; init; }

    /// <summary>
    /// The segment of the check's list, counted from 0, that is applied: a segment is applied again whole after a crash, and the resource so knows its
    /// repeat from a second mention.
    /// </summary>
    [Id(4)]
    public required int Segment { get; init; }

    /// <summary>A segment that was cut off when the list was begun again: what it did counts as done by this one. Absent where there is none.</summary>
    [Id(5)]
    public int? CutSegment { get; init; }
}
