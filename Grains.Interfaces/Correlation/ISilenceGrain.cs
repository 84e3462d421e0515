using System.Collections.Immutable;

using Orleans.Concurrency;

using OrleansDefender.Fleet;

namespace OrleansDefender.Correlation;

/// <summary>The silences of an account and Region. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>When one is ended early, the things from which something is withheld are made due, at once and again when every silo has heard of it.</remarks>
[Alias("OrleansDefender.Correlation.ISilenceGrain")]
public interface ISilenceGrain : IWakeable
{
    /// <summary>Makes a silence, or says why not. Durable when this returns.</summary>
    [Alias("Create")]
    ValueTask<SilenceCreation> Create(SilenceWish wish, CancellationToken cancellationToken = default);

    /// <summary>All that are kept, the latest first: active ones, and those over for at most seven days.</summary>
    [Alias("List"), ReadOnly]
    ValueTask<ImmutableArray<Silence>> List(CancellationToken cancellationToken = default);

    /// <summary>Ends one now. Durable when this returns, what follows included; one that is over stays as it is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="by">Who ends it; absent where they do not say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The silence, ended; absent where none has the id.</returns>
    [Alias("End")]
    ValueTask<Silence?> End(string id, string? by, CancellationToken cancellationToken = default);

    /// <summary>Those that are active, where anything was made or ended since a revision.</summary>
    /// <param name="known">The revision that the caller knows; -1: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Absent where the revision is still the known one.</returns>
    [Alias("Find"), ReadOnly]
    ValueTask<SilencePage?> Find(long known, CancellationToken cancellationToken = default);
}
