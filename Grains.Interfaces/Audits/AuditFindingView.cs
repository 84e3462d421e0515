using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>An audit finding as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditFindingView")]
public sealed record AuditFindingView
{
    /// <summary>The check.</summary>
    [Id(0)]
    public required string Check { get; init; }

    /// <summary>Why, as a code.</summary>
    [Id(1)]
    public required string ReasonCode { get; init; }

    /// <summary>Why, in words.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>The severity.</summary>
    [Id(3)]
    public required Severity Severity { get; init; }

    /// <summary>Whether the last run that spoke of it found it, or did not yet prove its absence.</summary>
    [Id(4)]
    public required bool IsOpen { get; init; }

    /// <summary>Whether it is suppressed in AWS IoT.</summary>
    [Id(5)]
    public required bool IsSuppressed { get; init; }

    /// <summary>Whether the finding in Security Hub is archived.</summary>
    [Id(6)]
    public required bool Archived { get; init; }

    /// <summary>The start of the run that found it first since it was last resolved.</summary>
    [Id(7)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The start of the last run that found it.</summary>
    [Id(8)]
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The last run that found it.</summary>
    [Id(9)]
    public required string LastTaskId { get; init; }

    /// <summary>The start of the run that no longer found it; absent while open.</summary>
    [Id(10)]
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Why it is open although the last run did not list it: clean runs so far of a windowed check.</summary>
    [Id(11)]
    public int CleanRuns { get; init; }

    /// <summary>The finding's Id in Security Hub.</summary>
    [Id(12)]
    public required string FindingId { get; init; }

    /// <summary>The revision of the finding's content.</summary>
    [Id(13)]
    public required long Revision { get; init; }

    /// <summary>Why Security Hub refused the finding for good; absent where it did not.</summary>
    [Id(14)]
    public string? Rejection { get; init; }

    /// <summary>Mitigations that were started for it, the latest first.</summary>
    [Id(15)]
    public ImmutableArray<MitigationEvent> Mitigations { get; init; } = [];
}
