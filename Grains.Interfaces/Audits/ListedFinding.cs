using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A finding as an audit lists it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ListedFinding")]
public sealed record ListedFinding
{
    /// <summary>The check.</summary>
    [Id(0)]
    public required string Check { get; init; }

    /// <summary>The resource that does not comply.</summary>
    [Id(1)]
    public required ResourceIdentifier Resource { get; init; }

    /// <summary>Why, as a code, for example <c>CERTIFICATE_PAST_EXPIRATION</c>; part of the finding's identity. Empty where AWS IoT gives none.</summary>
    [Id(2)]
    public required string ReasonCode { get; init; }

    /// <summary>Why, in words.</summary>
    [Id(3)]
    public string? Reason { get; init; }

    /// <summary>The severity that AWS IoT gives it.</summary>
    [Id(4)]
    public required Severity Severity { get; init; }

    /// <summary>The type of the resource as AWS IoT names it, for example <c>DEVICE_CERTIFICATE</c>.</summary>
    [Id(5)]
    public string? ResourceType { get; init; }

    /// <summary>The id of this listing of the finding: another one in each run, so no identity.</summary>
    [Id(6)]
    public required string FindingId { get; init; }

    /// <summary>When the audit found it.</summary>
    [Id(7)]
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>Whether the audit found it suppressed.</summary>
    [Id(8)]
    public bool IsSuppressed { get; init; }

    /// <summary>What else AWS IoT says of the resource, for example <c>EXPIRATION_TIME</c>.</summary>
    [Id(9)]
    public ImmutableSortedDictionary<string, string> AdditionalInfo { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Related resources.</summary>
    [Id(10)]
    public ImmutableArray<RelatedResource> Related { get; init; } = [];
}
