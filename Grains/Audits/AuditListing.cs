using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>What a run says of a finding that it lists. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditListing")]
internal sealed record AuditListing
{
    [Id(0)]
    public required string TaskId { get; init; }

    [Id(1)]
    public required long StartedMs { get; init; }

    [Id(2)]
    public required string TaskType { get; init; }

    [Id(3)]
    public string? Schedule { get; init; }

    [Id(4)]
    public required string FindingId { get; init; }

    [Id(5)]
    public required long FoundMs { get; init; }

    [Id(6)]
    public string? Reason { get; init; }

    [Id(7)]
    public string? ResourceType { get; init; }

    [Id(8)]
    public ImmutableSortedDictionary<string, string> AdditionalInfo { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Related resources, in the order of kind and identifier.</summary>
    [Id(9)]
    public ImmutableArray<RelatedResource> Related { get; init; } = [];

    /// <summary>Whether the audit found it suppressed.</summary>
    [Id(10)]
    public bool IsSuppressed { get; init; }
}
