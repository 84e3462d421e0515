using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A resource's open audit findings as a thing refers to them. The resource owns them; of two references to it the greater revision holds.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditReference")]
public sealed record AuditReference
{
    /// <summary>Resolved findings that are told.</summary>
    public const int MostResolved = 8;

    /// <summary>The resource.</summary>
    [Id(0)]
    public required ResourceIdentifier Resource { get; init; }

    /// <summary>Rises with each change of what is told.</summary>
    [Id(1)]
    public required long Revision { get; init; }

    /// <summary>The findings that are open and not suppressed; none: the thing need not refer to the resource any more.</summary>
    [Id(2)]
    public required ImmutableArray<ReferredFinding> Findings { get; init; }

    /// <summary>The findings that were resolved last, at most <see cref="MostResolved"/>, suppressed ones aside: signals of it, and no part of the posture.</summary>
    [Id(3)]
    public ImmutableArray<ResolvedFinding> Resolved { get; init; } = [];
}
