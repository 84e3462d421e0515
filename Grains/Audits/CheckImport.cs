namespace OrleansDefender.Audits;

/// <summary>The import of one check of a run. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.CheckImport")]
internal sealed record CheckImport
{
    [Id(0)]
    public required AuditCheckRun Run { get; init; }

    [Id(1)]
    public AuditImportState State { get; init; }

    /// <summary>Where the next segment of the list begins.</summary>
    [Id(2)]
    public string? NextToken { get; init; }

    /// <summary>The next segment, of the list and then of the walk through earlier generations.</summary>
    [Id(3)]
    public int Segment { get; init; }

    /// <summary>The next shard of the run's own generation.</summary>
    [Id(4)]
    public int Shard { get; init; }

    [Id(5)]
    public long Listed { get; init; }

    /// <summary>Distinct resources with findings that are not suppressed.</summary>
    [Id(6)]
    public long Resources { get; init; }

    [Id(7)]
    public long Changed { get; init; }

    /// <summary>Names of earlier generations that were walked through and that the run does not list.</summary>
    [Id(8)]
    public long Missed { get; init; }

    /// <summary>The generation that is walked through, and its next shard.</summary>
    [Id(9)]
    public string? Generation { get; init; }

    [Id(10)]
    public int GenerationShard { get; init; }

    /// <summary>The segment that was attempted last; absent before the first.</summary>
    [Id(11)]
    public int? Attempted { get; init; }

    /// <summary>A segment that was cut off when the list was begun again: what it did is done by later ones, and repeated by them.</summary>
    [Id(12)]
    public int? CutSegment { get; init; }

    /// <summary>How often the list was begun again.</summary>
    [Id(13)]
    public int Restarts { get; init; }

    /// <summary>How often in a row AWS IoT did not list the next segment.</summary>
    [Id(14)]
    public int Refusals { get; init; }

    /// <summary>When it is asked again after such a refusal, in milliseconds since 1970; absent where it may be asked now.</summary>
    [Id(15)]
    public long? RetryMs { get; init; }

    /// <summary>Why AWS IoT does not list it, in words; absent where it does.</summary>
    [Id(16)]
    public string? Reason { get; init; }

    /// <summary>Whether the present segment was attempted, and may have been cut off.</summary>
    public bool IsCut => Attempted == Segment;

    public bool IsOver => State is not (AuditImportState.Waiting or AuditImportState.Listing or AuditImportState.Resolving);

    /// <summary>Whether absence from the list proves anything: it held as many resources as the run counted.</summary>
    public bool IsComplete => Resources >= Run.NonCompliantResources;
}
