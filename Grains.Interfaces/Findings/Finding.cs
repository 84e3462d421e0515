using System.Collections.Immutable;

namespace OrleansDefender.Findings;

/// <summary>One finding as its owner decided it: the importer's part of an ASFF record, cut to ASFF's limits.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.Finding")]
public sealed record Finding
{
    /// <summary>Stable and URL-safe; at most 512 characters.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The account and Region whose Security Hub holds it.</summary>
    [Id(1)]
    public required AccountRegion Scope { get; init; }

    /// <summary>The ARN of the account's default product.</summary>
    [Id(2)]
    public required string ProductArn { get; init; }

    /// <summary>What generated it: profile and behavior. At most 512 characters.</summary>
    [Id(3)]
    public required string GeneratorId { get; init; }

    /// <summary>At most 256 characters; does not change with the alarm's state.</summary>
    [Id(4)]
    public required string Title { get; init; }

    /// <summary>At most 1,024 characters.</summary>
    [Id(5)]
    public required string Description { get; init; }

    /// <summary>ASFF types, <c>namespace/category</c>.</summary>
    [Id(6)]
    public required ImmutableArray<string> Types { get; init; }

    /// <summary>For <c>FindingProviderFields.Severity</c>.</summary>
    [Id(7)]
    public required Severity Severity { get; init; }

    /// <summary>When the owner first made it. Never changes.</summary>
    [Id(8)]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its content last changed; strictly rising with <see cref="FindingSnapshot.Revision"/>.</summary>
    [Id(9)]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The earliest event.</summary>
    [Id(10)]
    public required DateTimeOffset FirstObservedAt { get; init; }

    /// <summary>The latest event.</summary>
    [Id(11)]
    public required DateTimeOffset LastObservedAt { get; init; }

    /// <summary>ACTIVE or ARCHIVED.</summary>
    [Id(12)]
    public required RecordState RecordState { get; init; }

    /// <summary>What to do; at most 512 characters.</summary>
    [Id(13)]
    public required string RecommendationText { get; init; }

    /// <summary>The console page where it is done.</summary>
    [Id(14)]
    public required string RecommendationUrl { get; init; }

    /// <summary>The console page of what it is about.</summary>
    [Id(15)]
    public required string SourceUrl { get; init; }

    /// <summary>At most 50 pairs, keys under 128 and values under 2,048 characters.</summary>
    [Id(16)]
    public required ImmutableSortedDictionary<string, string> ProductFields { get; init; }

    /// <summary>What it is about; 1 to 32.</summary>
    [Id(17)]
    public required ImmutableArray<FindingResource> Resources { get; init; }

    /// <summary>Compliance, for findings of checks; absent for others.</summary>
    [Id(18)]
    public ComplianceStatus? Compliance { get; init; }

    /// <summary>The Ids of findings of the same product that belong to it, at most 10: the members of an incident. Absent for others.</summary>
    [Id(19)]
    public ImmutableArray<string>? RelatedIds { get; init; }
}
