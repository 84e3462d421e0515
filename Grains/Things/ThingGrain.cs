using System.Collections.Immutable;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Things;

/// <summary>The grain of a thing: runs <see cref="ThingLogic"/>, and writes its state and its watch row.</summary>
/// <remarks>
/// <see cref="_state"/> is only ever what storage has confirmed: a new state replaces it after its write succeeded. When a write fails, nobody knows whether it
/// took place, so the grain drops its copy and re-reads before it answers anyone. It stays in memory for a little more than the five minutes of a Device Defender
/// metric's period: a thing that goes on misbehaving is found there. One that was only told of its audit findings does not stay at all.
/// </remarks>
[CollectionAgeLimit(Minutes = 6)]
internal sealed partial class ThingGrain(
    [PersistentState("thing", GrainStorageNames.Things)] IPersistentState<ThingState> storage,
    IWatchList watchList,
    SeverityPolicy policy,
    ThingRulesSource rules,
    IOptions<ContextOptions> contextOptions,
    TimeProvider timeProvider,
    ILogger<ThingGrain> logger) : Grain, IThingGrain
{
    private readonly Dictionary<string, long> _delivered = new(StringComparer.Ordinal);
    private ThingKey _thing;
    private ThingState? _state;
    private WatchRow? _writtenRow;

    // What the last wake of this activation settled, and so what its completion may put away. Lost with the activation: then the thing is woken again.
    private DateTimeOffset? _wokenAt;

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _thing = ThingKey.Parse(this.GetPrimaryKeyString());
        _state = Stored();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Consequences> Apply(ThingCauses causes, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var now = Now;
        var inForce = await rules.ForAsync(_thing, state, now, cancellationToken);
        var transition = ThingLogic.Apply(state, _thing, causes, policy, now, inForce);
        var consequences = await CommitAsync(transition, cancellationToken);
        if (transition.State is { Alarms.IsEmpty: true, Correlation: null } && _wokenAt is null)
        {
            // Of most things of an audit nothing else is known, and none of these is asked for again soon.
            DeactivateOnIdle();
        }

        var signals = ThingRulesSource.SignalsOf(_thing, inForce, transition, causes, policy, now);
        return signals.IsEmpty ? consequences : consequences with { Signals = signals };
    }

    /// <inheritdoc/>
    public async ValueTask<Consequences> Wake(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var now = Now;
        var inForce = await rules.ForAsync(_thing, state, now, cancellationToken);
        var transition = ThingLogic.Wake(state, _thing, now, inForce);
        var consequences = await CommitAsync(transition, cancellationToken);
        _wokenAt = now;
        var signals = ThingRulesSource.SignalsOf(_thing, inForce, transition, new ThingCauses(), policy, now);
        return signals.IsEmpty ? consequences : consequences with { Signals = signals };
    }

    /// <inheritdoc/>
    public async ValueTask CompleteWake(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        if (_wokenAt is { } wokenAt)
        {
            var completed = ThingLogic.CompleteWake(state, wokenAt);
            _writtenRow = completed.Revision == state.Revision ? _writtenRow : null;
            await WriteAsync(completed, cancellationToken);
        }

        await WriteRowAsync(cancellationToken);
        _wokenAt = null;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var snapshots = ImmutableArray.CreateBuilder<FindingSnapshot>(keys.Length);
        foreach (var key in keys)
        {
            if (state.Find(key) is { } alarm && HasSomethingToDeliver(alarm) && ThingLogic.Snapshot(_thing, alarm, Now, state.Context) is { } snapshot)
            {
                snapshots.Add(snapshot);
            }
            else if (state.Correlation?.Find(key) is { } incident && IsNews(incident.Key, incident.Revision) && ThingLogic.Snapshot(_thing, incident) is { } finding)
            {
                snapshots.Add(finding);
            }
        }

        return snapshots.ToImmutable();
    }

    /// <inheritdoc/>
    public async ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        await WriteAsync(ThingLogic.Confirm(state, outcomes), cancellationToken);
        await WriteRowAsync(cancellationToken);
        foreach (var outcome in outcomes)
        {
            if (outcome.Status == DeliveryStatus.Landed && state.RevisionOf(outcome.Key) > 0)
            {
                _delivered[outcome.Key] = Math.Max(outcome.Revision, _delivered.GetValueOrDefault(outcome.Key));
            }
            else if (outcome.Status == DeliveryStatus.Rejected)
            {
                LogRejected(outcome.FindingId, outcome.Revision, outcome.ErrorCode, outcome.ErrorMessage);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ThingView?> Describe(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        return state.IsUnheardOf ? null : ThingLogic.View(state, _thing, Now, rules.RiskOf(_thing, state, Now));
    }

    private ThingState Stored() => storage.RecordExists ? storage.State : ThingState.Empty;

    private async ValueTask<ThingState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = Stored();
        }

        return _state;
    }

    private async ValueTask<Consequences> CommitAsync(ThingTransition transition, CancellationToken cancellationToken)
    {
        await WriteAsync(transition.State, cancellationToken);
        await WriteRowAsync(cancellationToken);
        var deliveries = ImmutableArray.CreateBuilder<FindingRef>(transition.Touched.Length);
        foreach (var key in transition.Touched)
        {
            if (transition.State.Find(key) is { Rejection: null, Withheld: null, Revision: > 0 } alarm && HasSomethingToDeliver(alarm))
            {
                deliveries.Add(new FindingRef(key, alarm.FindingSeverity, alarm.Asked is { IsPending: true }));
            }
            else if (transition.State.Correlation?.Find(key) is { Rejection: null, Shown: { } shown } incident && IsNews(key, incident.Revision))
            {
                deliveries.Add(new FindingRef(key, shown.Severity));
            }
        }

        var wantsContext = ContextLogic.Wanted(transition.State, contextOptions.Value.MaxAge, Now);
        return deliveries.Count == 0 && transition.Rejected.IsEmpty && wantsContext is null
            ? Consequences.None
            : new Consequences { Deliveries = deliveries.ToImmutable(), Rejected = transition.Rejected, WantsContext = wantsContext };
    }

    private bool HasSomethingToDeliver(AlarmState alarm) =>
        alarm.Asked is { IsPending: true } || IsNews(alarm.Key, alarm.Revision);

    private bool IsNews(string key, long revision) => _delivered.GetValueOrDefault(key) < revision;

    private async ValueTask WriteAsync(ThingState next, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(next, _state))
        {
            return;
        }

        // From here to the end of the write nobody knows what is stored, and no call runs in between.
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        _state = next;
    }

    private async ValueTask WriteRowAsync(CancellationToken cancellationToken)
    {
        var state = _state!;
        if (state.IsUnheardOf)
        {
            return;
        }

        // After an activation the row is written once whatever it says: the write of the last one may have failed after the state's.
        var row = ThingLogic.Row(state, _thing, Now);
        if (_writtenRow is { } written && row == written with { Revision = row.Revision })
        {
            return;
        }

        // Until it has succeeded nobody knows what the table says.
        _writtenRow = null;
        await watchList.UpsertAsync(row, cancellationToken);
        _writtenRow = row;
    }

    [LoggerMessage(LogLevel.Warning, "Security Hub refused finding {FindingId}, revision {Revision}, for good: {Code}: {HubMessage}")]
    private partial void LogRejected(string findingId, long revision, string? code, string? hubMessage);
}
