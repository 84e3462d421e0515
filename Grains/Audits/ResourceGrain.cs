using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Audits;

/// <summary>The grain of a resource: runs <see cref="ResourceLogic"/>, and writes its state and its due row.</summary>
/// <remarks>
/// <see cref="_state"/> is only ever what storage has confirmed. A resource is touched about once a day and there may be millions: it leaves memory as soon as a
/// call is done, so that an import of any size is handled in bounded memory.
/// </remarks>
[CollectionAgeLimit(Minutes = 2)]
internal sealed partial class ResourceGrain(
    [PersistentState("resource", GrainStorageNames.Audits)] IPersistentState<ResourceState> storage,
    IDueList dueList,
    RuleCatalog rules,
    TimeProvider timeProvider,
    ILogger<ResourceGrain> logger) : Grain, IResourceGrain
{
    private ResourceKey _key;
    private ResourceState? _state;

    // The state that the last wake of this activation answered for. Lost with the activation: then the resource is woken again.
    private long? _wokenRevision;

    private AccountRegion Scope => _key.Scope;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ResourceKey.Parse(this.GetPrimaryKeyString());
        _state = Stored();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<ResourceConsequences> Apply(ResourceCauses causes, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var transition = ResourceLogic.Apply(state, Scope, causes, timeProvider.GetUtcNow());
        await WriteAsync(transition.State, cancellationToken);
        if (transition.Refused > 0)
        {
            LogRefused(_key.Kind, transition.Refused);
        }

        DeactivateOnIdle();
        var signals = ResourceGroupSignals.Of(new RuleMatch(rules.Current), Scope, transition.State, transition.Consequences.Deliveries);
        return signals.IsEmpty ? transition.Consequences : transition.Consequences with { Signals = signals };
    }

    /// <inheritdoc/>
    public async ValueTask ConfirmTold(long revision, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        await WriteAsync(ResourceLogic.ConfirmTold(state, revision), cancellationToken);
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async ValueTask<ResourceConsequences> Wake(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var transition = ResourceLogic.Wake(state, Scope, timeProvider.GetUtcNow());
        await WriteAsync(transition.State, cancellationToken);
        _wokenRevision = transition.State.Revision;
        return transition.Consequences;
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

        var next = ResourceLogic.CompleteWake(state);
        next = next with { DueMs = ResourceLogic.DueMs(next), Revision = next.Revision + 1, RowRevision = RowRevisionAfter(next) };
        await WriteAsync(next, cancellationToken);

        // After the state: a row that is due too early only wakes once more.
        await WriteRowAsync(next, cancellationToken);
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var snapshots = ImmutableArray.CreateBuilder<FindingSnapshot>(keys.Length);
        foreach (var key in keys)
        {
            // Also what has been delivered: whoever asks was told to, and the hub's grain knows what landed lately.
            if (state.Find(key) is { } finding && ResourceLogic.Snapshot(state, Scope, finding) is { } snapshot)
            {
                snapshots.Add(snapshot);
            }
        }

        return snapshots.ToImmutable();
    }

    /// <inheritdoc/>
    public async ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        await WriteAsync(ResourceLogic.Confirm(state, outcomes), cancellationToken);
        foreach (var outcome in outcomes)
        {
            if (outcome.Status == DeliveryStatus.Rejected)
            {
                LogRejected(outcome.FindingId, outcome.Revision, outcome.ErrorCode, outcome.ErrorMessage);
            }
        }

        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async ValueTask<ResourceView?> Describe(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        return state.Resource is null ? null : ResourceLogic.View(state, Scope);
    }

    private ResourceState Stored() => storage.RecordExists ? storage.State : ResourceState.Empty;

    private async ValueTask<ResourceState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = Stored();
        }

        return _state;
    }

    private async ValueTask WriteAsync(ResourceState next, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(next, _state))
        {
            return;
        }

        // A due time that comes nearer goes before the state, so that none is ever missing. One that moves away stays: the wake that it causes moves it.
        if (ResourceLogic.DueMs(next) is { } due && !(next.DueMs <= due))
        {
            next = next with { DueMs = due, RowRevision = RowRevisionAfter(next) };
            await WriteRowAsync(next, cancellationToken);
        }

        // From here to the end of the write nobody knows what is stored, and no call runs in between.
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        _state = next;
    }

    private long RowRevisionAfter(ResourceState state) => Math.Max(state.RowRevision, timeProvider.GetUtcNow().UtcTicks) + 1;

    private Task WriteRowAsync(ResourceState state, CancellationToken cancellationToken) => dueList.UpsertAsync(
        new DueRow(
            DueKind.Resource,
            this.GetPrimaryKeyString(),
            state.RowRevision,
            state.DueMs is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null),
        cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Security Hub refused finding {FindingId}, revision {Revision}, for good: {Code}: {HubMessage}")]
    private partial void LogRejected(string findingId, long revision, string? code, string? hubMessage);

    [LoggerMessage(LogLevel.Warning, "A {Kind} has more open findings than are kept; {Count} were not taken")]
    private partial void LogRefused(string kind, int count);
}
