using System.Collections.Immutable;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Correlation.Groups;

/// <summary>The grain of a group: runs <see cref="GroupLogic"/>, and writes its state, its due row and its row on the list of incidents.</summary>
/// <remarks><see cref="_state"/> is only ever what storage has confirmed. One call at a time: whoever has much to tell sends it together.</remarks>
[CollectionAgeLimit(Minutes = 10)]
internal sealed partial class CorrelationGrain(
    [PersistentState("group", GrainStorageNames.Correlation)] IPersistentState<GroupState> storage,
    IDueList dueList,
    IGrainFactory grains,
    RuleCatalog rules,
    IOptions<CorrelationOptions> options,
    TimeProvider timeProvider,
    ILogger<CorrelationGrain> logger) : Grain, ICorrelationGrain
{
    private readonly EngineSettings _settings = new((long)options.Value.Lateness.TotalMilliseconds);
    private CorrelationKey _key;
    private GroupState? _state;
    private IncidentRow? _writtenRow;

    // What the last wake of this activation answered for. Lost with the activation: then the group is woken again.
    private long? _wokenRevision;

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = CorrelationKey.Parse(this.GetPrimaryKeyString());
        _state = Stored();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<FindingRef>> Apply(ImmutableArray<GroupSignal> signals, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        if (FindRule() is not { } rule)
        {
            // The sender still had a rule that is no longer in force here: it has no meaning any more.
            LogNoRule(_key.RuleId, signals.Length);
            return [];
        }

        var transition = GroupLogic.Apply(state, _key.Scope, signals, rule, _settings, Now);
        if (transition.TooLate > 0)
        {
            LogTooLate(transition.TooLate, _key.RuleId);
        }

        return await CommitAsync(transition.State, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<FindingRef>> Wake(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);

        // A process that has no rules at all has not loaded them.
        var isRuleGone = !rules.Current.Correlations.IsEmpty && FindRule() is null;
        var deliveries = await CommitAsync(GroupLogic.Wake(state, _key.Scope, isRuleGone, Now), cancellationToken);
        _wokenRevision = _state!.Revision;
        return deliveries;
    }

    /// <inheritdoc/>
    public async ValueTask CompleteWake(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        if (state.Revision != _wokenRevision)
        {
            // Something came meanwhile that the wake did not answer for: it stays due, and is woken once more.
            return;
        }

        if (GroupLogic.IsOver(state, _settings, Now))
        {
            // The row last: a row without state is woken once more, and finds nothing.
            _state = null;
            await storage.ClearStateAsync(cancellationToken);
            _state = GroupState.Empty;
            await WriteDueAsync(state with { DueMs = null, RowRevision = RowRevisionAfter(state) }, cancellationToken);
            DeactivateOnIdle();
            return;
        }

        var next = state with { DueMs = GroupLogic.DueMs(state, _settings), Revision = state.Revision + 1, RowRevision = RowRevisionAfter(state) };
        await WriteAsync(next, cancellationToken);

        // After the state: a row that is due too early only wakes once more.
        await WriteDueAsync(_state!, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        return [.. keys.Select(state.Find).OfType<FleetIncident>().Select(GroupLogic.Snapshot).OfType<FindingSnapshot>()];
    }

    /// <inheritdoc/>
    public async ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        await WriteAsync(GroupLogic.Confirm(state, outcomes), cancellationToken);
        foreach (var outcome in outcomes)
        {
            if (outcome.Status == DeliveryStatus.Rejected)
            {
                LogRejected(outcome.FindingId, outcome.Revision, outcome.ErrorCode, outcome.ErrorMessage);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<IncidentView>> Describe(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        return [.. state.Incidents.Select(incident => IncidentViews.Of(_key, state, incident))];
    }

    private CorrelationRule? FindRule() => rules.Current.Correlations.FirstOrDefault(rule => rule.Id == _key.RuleId && GroupSignals.IsAcross(rule));

    private GroupState Stored() => storage.RecordExists ? storage.State : GroupState.Empty;

    private async ValueTask<GroupState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = Stored();
        }

        return _state;
    }

    private async ValueTask<ImmutableArray<FindingRef>> CommitAsync(GroupState next, CancellationToken cancellationToken)
    {
        await WriteAsync(next, cancellationToken);
        await WriteRowAsync(cancellationToken);

        // Whatever has not landed, also where this call changed nothing: it may be the repeat of one whose answer was lost.
        return [.. _state!.Incidents.Where(static incident => incident is { Told: not null, IsDelivered: false }).Select(static incident => new FindingRef(incident.Key, incident.Told!.Severity))];
    }

    private async ValueTask WriteAsync(GroupState next, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(next, _state))
        {
            return;
        }

        // A due time that comes nearer goes before the state, so that none is ever missing. One that moves away stays: the wake that it causes moves it.
        if (GroupLogic.DueMs(next, _settings) is { } due && !(next.DueMs <= due))
        {
            next = next with { DueMs = due, RowRevision = RowRevisionAfter(next) };
            await WriteDueAsync(next, cancellationToken);
        }

        // From here to the end of the write nobody knows what is stored, and no call runs in between.
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        _state = next;
    }

    /// <summary>Keeps the list of open incidents in step; after an activation the row is written once whatever it says.</summary>
    private async ValueTask WriteRowAsync(CancellationToken cancellationToken)
    {
        var state = _state!;
        if (state.Incidents.IsEmpty && state.RevisionFloor == 0 && _writtenRow is null)
        {
            // It never had one.
            return;
        }

        var row = IncidentViews.Row(_key, state);
        if (_writtenRow is { } written && row == written with { Revision = row.Revision })
        {
            return;
        }

        _writtenRow = null;
        await grains.GetGrain<IIncidentListGrain>(_key.Scope.ToString()).Upsert(row, cancellationToken);
        _writtenRow = row;
    }

    private long RowRevisionAfter(GroupState state) => Math.Max(state.RowRevision, Now.UtcTicks) + 1;

    private Task WriteDueAsync(GroupState state, CancellationToken cancellationToken) => dueList.UpsertAsync(
        new DueRow(
            DueKind.Correlation,
            this.GetPrimaryKeyString(),
            state.RowRevision,
            state.DueMs is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null),
        cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Security Hub refused finding {FindingId}, revision {Revision}, for good: {Code}: {HubMessage}")]
    private partial void LogRejected(string findingId, long revision, string? code, string? hubMessage);

    [LoggerMessage(LogLevel.Information, "Rule {Rule} is not in force here; {Count} signals for it are without effect")]
    private partial void LogNoRule(string rule, int count);

    [LoggerMessage(LogLevel.Debug, "{Count} signals for rule {Rule} came after what they could have changed was settled")]
    private partial void LogTooLate(int count, string rule);
}
