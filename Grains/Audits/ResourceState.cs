using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>All that a resource remembers. Persisted in one piece; replaced, never changed.</summary>
[GenerateSerializer, Alias("OrleansDefender.Audits.ResourceState")]
internal sealed record ResourceState
{
    /// <summary>
    /// The most findings that a resource keeps. AWS has some twenty checks with a few reasons each, and a resource meets those of its kind: the bound is met only
    /// by names that come and go.
    /// </summary>
    public const int MostFindings = 256;

    /// <summary>The most things that a resource refers to: a certificate that more share is named with the first of them.</summary>
    public const int MostThings = 256;

    public static ResourceState Empty { get; } = new();

    /// <summary>The identifier in full; absent until the first cause.</summary>
    [Id(0)]
    public ResourceIdentifier? Resource { get; init; }

    [Id(1)]
    public ImmutableArray<AuditFindingState> Findings { get; init; } = [];

    /// <summary>The newest word on suppression, for each check.</summary>
    [Id(2)]
    public ImmutableArray<SuppressionState> Suppressions { get; init; } = [];

    /// <summary>The newest run that lists the resource, for each check.</summary>
    [Id(3)]
    public ImmutableArray<CheckMark> Marks { get; init; } = [];

    /// <summary>The things it belongs to, in order.</summary>
    [Id(4)]
    public ImmutableArray<string> Things { get; init; } = [];

    /// <summary>Things that it no longer belongs to, and that have not been told yet.</summary>
    [Id(5)]
    public ImmutableArray<string> Released { get; init; } = [];

    /// <summary>When AWS IoT said which things it belongs to.</summary>
    [Id(6)]
    public long? LinkedMs { get; init; }

    /// <summary>When a look-up of its things was last asked for, and by which cause.</summary>
    [Id(7)]
    public long? LinksAskedMs { get; init; }

    [Id(8)]
    public string? LinksAskedBy { get; init; }

    /// <summary>Rises with every persisted change.</summary>
    [Id(9)]
    public long Revision { get; init; }

    /// <summary>Rises with each change of what the things are told.</summary>
    [Id(10)]
    public long PostureRevision { get; init; }

    /// <summary>The last of these that all things know.</summary>
    [Id(11)]
    public long ToldRevision { get; init; }

    /// <summary>The due time that stands in the due list: never later than what is really due.</summary>
    [Id(12)]
    public long? DueMs { get; init; }

    /// <summary>The greatest finding revision of findings that were forgotten: one that comes back starts above it.</summary>
    [Id(13)]
    public long RevisionFloor { get; init; }

    /// <summary>The revision of the due row. A row goes before its state: so that the next try of a write that failed is newer still, it is never less than the clock.</summary>
    [Id(14)]
    public long RowRevision { get; init; }

    /// <summary>Mitigations of findings that no audit has listed here yet, the oldest first.</summary>
    [Id(15)]
    public ImmutableArray<ResourceMitigation> EarlyMitigations { get; init; } = [];

    public AuditFindingState? Find(string key) => Findings.FirstOrDefault(finding => finding.Key == key);

    public SuppressionState? SuppressionOf(string check) => Suppressions.FirstOrDefault(suppression => suppression.Check == check);
}
