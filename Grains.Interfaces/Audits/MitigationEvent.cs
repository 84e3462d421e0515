using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A mitigation task was started for findings or alarms.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.MitigationEvent")]
public sealed record MitigationEvent
{
    /// <summary>The mitigation task's id.</summary>
    [Id(0)]
    public required string TaskId { get; init; }

    /// <summary>The names of the actions.</summary>
    [Id(1)]
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Who started it: the ARN, or its last part for an assumed role.</summary>
    [Id(2)]
    public string? Actor { get; init; }

    /// <summary>When.</summary>
    [Id(3)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>CloudTrail's event id, by which repeats are known.</summary>
    [Id(4)]
    public required string EventId { get; init; }
}
