using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The grain of the known runs.</summary>
internal sealed class AuditLogGrain(
    [PersistentState("log", GrainStorageNames.Audits)] IPersistentState<AuditLogState> storage) : Grain, IAuditLogGrain
{
    private const int MostRuns = 1_000;

    private AuditLogState? _state;

    /// <inheritdoc/>
    public async ValueTask Add(AuditLogEntry entry, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        if (state.Runs.Any(run => run.TaskId == entry.TaskId))
        {
            return;
        }

        var next = new AuditLogState
        {
            Runs =
            [
                .. state.Runs.Add(entry)
                    .OrderByDescending(static run => run.StartedAt)
                    .ThenByDescending(static run => run.TaskId, StringComparer.Ordinal)
                    .Take(MostRuns),
            ],
        };
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        _state = next;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<AuditLogEntry>> List(CancellationToken cancellationToken) => (await StateAsync(cancellationToken)).Runs;

    private async ValueTask<AuditLogState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = storage.RecordExists ? storage.State : AuditLogState.Empty;
        }

        return _state;
    }
}
