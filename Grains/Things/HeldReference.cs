using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>What a resource told last of its open audit findings. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.HeldReference")]
internal sealed record HeldReference : IComparable<HeldReference>
{
    [Id(0)]
    public required ResourceIdentifier Resource { get; init; }

    [Id(1)]
    public required long Revision { get; init; }

    /// <summary>The most severe findings, at most <see cref="PostureState.MostFindings"/>; none where the resource is only counted.</summary>
    [Id(2)]
    public required ImmutableArray<ReferredFinding> Findings { get; init; }

    /// <summary>All its open findings.</summary>
    [Id(3)]
    public required int Count { get; init; }

    /// <summary>The worst severity of all its open findings.</summary>
    [Id(4)]
    public required Severity Severity { get; init; }

    public static HeldReference Of(AuditReference reference) => new()
    {
        Resource = reference.Resource,
        Revision = reference.Revision,
        Findings =
        [
            .. reference.Findings
                .OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Check, StringComparer.Ordinal)
                .ThenBy(finding => finding.ReasonCode, StringComparer.Ordinal)
                .ThenBy(finding => finding.FindingId, StringComparer.Ordinal)
                .Take(PostureState.MostFindings),
        ],
        Count = reference.Findings.Length,
        Severity = reference.Findings.Max(finding => finding.Severity),
    };

    /// <summary>The most severe first, then by resource: an order that does not depend on who was told first.</summary>
    public int CompareTo(HeldReference? other)
    {
        if (other is null)
        {
            return -1;
        }

        var bySeverity = other.Severity.CompareTo(Severity);
        var byKind = bySeverity != 0 ? bySeverity : string.CompareOrdinal(Resource.Kind, other.Resource.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Resource.Id, other.Resource.Id);
    }
}
