using System.Collections.Immutable;

using OrleansDefender.Things;

namespace OrleansDefender.Audits;

/// <summary>The standing state of (check, resource, reason code), and of its finding. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditFindingState")]
internal sealed record AuditFindingState
{
    [Id(0)]
    public required string Check { get; init; }

    [Id(1)]
    public required string ReasonCode { get; init; }

    /// <summary>What the newest run that lists it says.</summary>
    [Id(2)]
    public required AuditListing Listing { get; init; }

    /// <summary>The start of the first run that listed it since it was last resolved, in milliseconds since 1970.</summary>
    [Id(3)]
    public required long SinceMs { get; init; }

    /// <summary>The start of the newest run that proved it gone.</summary>
    [Id(4)]
    public long? GoneMs { get; init; }

    /// <summary>The task of that run.</summary>
    [Id(5)]
    public string? GoneTaskId { get; init; }

    /// <summary>The earliest and the latest run of a windowed check that did not list it since <see cref="AuditListing.StartedMs"/>.</summary>
    [Id(6)]
    public long? FirstCleanMs { get; init; }

    [Id(7)]
    public long? LastCleanMs { get; init; }

    [Id(8)]
    public Severity Severity { get; init; }

    /// <summary>Whether its suppression is in force.</summary>
    [Id(9)]
    public bool IsSuppressed { get; init; }

    /// <summary>Mitigations, the latest first.</summary>
    [Id(10)]
    public ImmutableArray<MitigationEvent> Mitigations { get; init; } = [];

    /// <summary>The listing that the content names: it follows <see cref="Listing"/> only when something else changes.</summary>
    [Id(11)]
    public AuditListing? Told { get; init; }

    [Id(12)]
    public long CreatedMs { get; init; }

    [Id(13)]
    public long UpdatedMs { get; init; }

    [Id(14)]
    public long Revision { get; init; }

    [Id(15)]
    public ulong ContentHash { get; init; }

    [Id(16)]
    public AskedSuppression? Asked { get; init; }

    [Id(17)]
    public RejectionState? Rejection { get; init; }

    /// <summary>The cause that made the last change that has to be delivered: its repeat delivers again.</summary>
    [Id(18)]
    public string? ChangedBy { get; init; }

    /// <summary>The finding's key within the resource.</summary>
    public string Key => KeyOf(Check, ReasonCode);

    /// <summary>Whether the newest run that spoke of it listed it, or its absence is not proven yet.</summary>
    public bool IsOpen => GoneMs is null || GoneMs < Listing.StartedMs;

    public bool IsArchived => !IsOpen || IsSuppressed;

    /// <summary>How many runs of a windowed check did not list it; more than two are not told apart.</summary>
    public int CleanRuns => FirstCleanMs is null ? 0 : FirstCleanMs == LastCleanMs ? 1 : 2;

    public static string KeyOf(string check, string reasonCode) => $"audit/{check}/{reasonCode}";
}
