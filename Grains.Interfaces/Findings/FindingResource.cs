using System.Collections.Immutable;

namespace OrleansDefender.Findings;

/// <summary>A resource of a finding. ASFF has no IoT types, so the type is mostly <c>Other</c>.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.FindingResource")]
public sealed record FindingResource
{
    /// <summary>The ASFF resource type.</summary>
    [Id(0)]
    public required string Type { get; init; }

    /// <summary>The ARN; at most 512 characters.</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>The partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    [Id(2)]
    public required string Partition { get; init; }

    /// <summary>The Region.</summary>
    [Id(3)]
    public required string Region { get; init; }

    /// <summary><c>Details.Other</c>: at most 50 pairs, keys under 128 and values under 1,024 characters.</summary>
    [Id(4)]
    public required ImmutableSortedDictionary<string, string> Details { get; init; }
}
