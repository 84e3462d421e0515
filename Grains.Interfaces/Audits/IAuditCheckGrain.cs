using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>
/// The book of one check: which resources have an open finding of it. Key: <c>account/region/check</c>. The names themselves stand in
/// <see cref="IAuditCheckShardGrain"/>, a generation of shards for each run.
/// </summary>
/// <remarks>
/// A run writes a generation of its own while it lists, then walks through those before it and asks their resources; at the end only its own is left. The run that
/// started later goes before: one that is overtaken stops, and its generation is walked through as well.
/// </remarks>
[Alias("OrleansDefender.Audits.IAuditCheckGrain")]
public interface IAuditCheckGrain : IGrainWithStringKey
{
    /// <summary>Begins a run's generation, or goes on with it.</summary>
    /// <returns>The generations to walk through afterwards, or nothing where the run is overtaken.</returns>
    [Alias("Begin")]
    ValueTask<CheckTurn> Begin(string taskId, DateTimeOffset startedAt, CancellationToken cancellationToken = default);

    /// <summary>Ends a run: its generation replaces those that were walked through, whose shards are then deleted.</summary>
    /// <param name="taskId">The run.</param>
    /// <param name="startedAt">When it started.</param>
    /// <param name="walked">The generations that were walked through: those that <see cref="Begin"/> named.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it had not been overtaken.</returns>
    [Alias("Complete")]
    ValueTask<bool> Complete(string taskId, DateTimeOffset startedAt, ImmutableArray<string> walked, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a generation in whose run was overtaken while it wrote it, so that it may have come too late for the other's walk: that one, or the next, walks
    /// through it.
    /// </summary>
    [Alias("Adopt")]
    ValueTask Adopt(string generation, DateTimeOffset startedAt, CancellationToken cancellationToken = default);
}
