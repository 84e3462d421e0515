using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Keeps the list of open fleet incidents.</summary>
/// <remarks>A row that was taken away may come back for a moment where an older write comes late; the group writes it again with its next change.</remarks>
internal sealed class IncidentListGrain([PersistentState("list", GrainStorageNames.Correlation)] IPersistentState<IncidentListState> storage) : Grain, IIncidentListGrain
{
    private IncidentListState? _state;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = Stored();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask Upsert(IncidentRow row, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var known = state.Rows.FirstOrDefault(other => other.Group == row.Group);
        if (row == known || known?.Revision > row.Revision || (known is null && row.FiredAt is null))
        {
            return;
        }

        var rows = state.Rows.Where(other => other.Group != row.Group);
        var next = new IncidentListState
        {
            Rows =
            [
                .. (row.FiredAt is null ? rows : rows.Append(row))
                    .OrderByDescending(static other => other.Severity)
                    .ThenByDescending(static other => other.FiredAt)
                    .ThenBy(static other => other.Group.ToString(), StringComparer.Ordinal)
                    .Take(IIncidentListGrain.MostRows),
            ],
        };

        // From here to the end of the write nobody knows what is stored, and no call runs in between.
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        _state = next;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<IncidentRow>> List(CancellationToken cancellationToken) => (await StateAsync(cancellationToken)).Rows;

    private IncidentListState Stored() => storage.RecordExists ? storage.State : IncidentListState.Empty;

    private async ValueTask<IncidentListState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = Stored();
        }

        return _state;
    }
}
