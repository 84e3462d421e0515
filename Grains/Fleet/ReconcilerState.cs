using System.Collections.Immutable;

namespace OrleansDefender.Fleet;

/// <summary>All that a reconciler remembers. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Fleet.ReconcilerState")]
internal sealed record ReconcilerState
{
    /// <summary>Causes that may wait for those they are for while others go on: nothing new is begun beyond it.</summary>
    public const int MostWaiting = 100;

    public static ReconcilerState Empty { get; } = new();

    /// <summary>The due row's revision.</summary>
    [Id(0)]
    public long Revision { get; init; }

    [Id(1)]
    public ReconcilePhase Phase { get; init; }

    /// <summary>The begin of the run that goes on, or of the last.</summary>
    [Id(2)]
    public long? StartedMs { get; init; }

    /// <summary>The end of the last run.</summary>
    [Id(3)]
    public long? EndedMs { get; init; }

    /// <summary>When the next is due; absent before it was ever scheduled.</summary>
    [Id(4)]
    public long? NextMs { get; init; }

    /// <summary>Whether somebody asked for a run that has not begun.</summary>
    [Id(5)]
    public bool IsRequested { get; init; }

    [Id(6)]
    public ReconcileFigures Figures { get; init; } = ReconcileFigures.None;

    /// <summary>The suppressions of the last whole list, as far as there is room.</summary>
    [Id(7)]
    public ImmutableArray<ListedSuppression> Suppressions { get; init; } = [];

    [Id(8)]
    public ImmutableArray<ProfileSpread> Spreads { get; init; } = [];

    /// <summary>The last causes that were spread, by which repeats are known.</summary>
    [Id(9)]
    public ImmutableArray<string> Spread { get; init; } = [];

    /// <summary>The begin of the last run that looked for audits to its end: what ended before is known.</summary>
    [Id(10)]
    public long? AuditsKnownMs { get; init; }

    /// <summary>Causes that are being carried out: done again whole where that was cut off. Those that somebody did not take wait here for their next attempt.</summary>
    [Id(11)]
    public ImmutableArray<PendingCauses> Pending { get; init; } = [];

    public bool HasRoom => Pending.Length < MostWaiting;

    /// <summary>When there is something to do, in milliseconds since 1970: 0 where it is now.</summary>
    public long? DueMs
    {
        get
        {
            var own = !HasRoom ? null : Phase != ReconcilePhase.Idle || IsRequested || !Spreads.IsEmpty ? 0 : NextMs;
            var retry = Pending.IsEmpty ? (long?)null : Pending.Min(static causes => causes.RetryMs ?? 0);
            return own is { } ownMs && retry is { } retryMs ? Math.Min(ownMs, retryMs) : own ?? retry;
        }
    }
}
