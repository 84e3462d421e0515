using Orleans.Concurrency;

using OrleansDefender.Fleet;

namespace OrleansDefender.Audits;

/// <summary>The import of one audit run. Key: <c>account/region/taskId</c>.</summary>
/// <remarks>
/// Pages through the findings of the run's completed checks at the quota, hands them to their resources, and resolves what the checks no longer list. Its
/// cursor is durable, and its row on the due list wakes it wherever its silo died, so that it goes on from there.
/// </remarks>
[Alias("OrleansDefender.Audits.IAuditTaskGrain")]
public interface IAuditTaskGrain : IWakeable
{
    /// <summary>Takes the run over. When this returns the import is durable and something will wake it. A run that is known already changes nothing.</summary>
    [Alias("Start")]
    ValueTask Start(AuditRun run, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has a mitigation recorded with the findings that the run lists, of the checks named; only of the reason codes named where there are any.
    /// When this returns it is durable and something will wake it.
    /// </summary>
    [Alias("Annotate")]
    ValueTask Annotate(AuditMitigation mitigation, CancellationToken cancellationToken = default);

    /// <summary>Adds to what has been delivered of the run's findings. At least once: a repeat counts again, and the view never shows more than there is.</summary>
    [Alias("AddDelivered"), AlwaysInterleave]
    ValueTask AddDelivered(int count, CancellationToken cancellationToken = default);

    /// <summary>How far it is; <see langword="null"/> for a run never heard of.</summary>
    [Alias("Describe"), AlwaysInterleave]
    ValueTask<AuditTaskView?> Describe(CancellationToken cancellationToken = default);
}
