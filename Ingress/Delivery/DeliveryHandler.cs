using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>Brings findings to Security Hub: asks each owner for the present content, hands it over, and tells the owner what became of it.</summary>
/// <remarks>
/// A delivery is done when all its findings have landed or were refused for good, and each of its owners knows. Many for one owner cost one question. What comes
/// on top of <paramref name="mostFindings"/> under way waits here, hidden in its queue, instead of being handed to a hub that has no room for it.
/// </remarks>
/// <param name="grains">The owners and the hubs.</param>
/// <param name="home">The account and Region of most findings, where it is known.</param>
/// <param name="mostFindings">The most findings under way at once.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DeliveryHandler(IGrainFactory grains, AccountRegion? home, int mostFindings, ILogger<DeliveryHandler> logger) : IBatchHandler, IDisposable
{
    private static readonly TimeSpan LeastRetryDelay = TimeSpan.FromSeconds(2);

    private readonly SlotPool _room = new(mostFindings);

    // Who waits for room has not yet read its messages, so that each costs its body only.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DeliveredCounts _counts = new(grains, logger);

    /// <inheritdoc/>
    public IReadOnlyList<string> Needs { get; } = home is { } scope ? [scope.ToString()] : [];

    public async Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var verdicts = new MessageVerdict[messages.Count];
        List<(int Place, DeliveryMessage Delivery)> deliveries;
        List<OwnerBatch> owners;
        int findings;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            deliveries = Read(messages, verdicts);
            owners = OwnersOf(deliveries);
            findings = Math.Min(mostFindings, owners.Sum(owner => owner.Findings.Length));
            await _room.TakeAsync(findings, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        try
        {
            await Task.WhenAll(owners.Select(owner => GuardAsync(owner, () => AskAsync(owner, cancellationToken), cancellationToken)));
            await SubmitAsync(owners, cancellationToken);
        }
        finally
        {
            _room.Return(findings);
        }

        await Task.WhenAll(owners.Select(owner => GuardAsync(owner, () => ConfirmAsync(owner, cancellationToken), cancellationToken)));
        _counts.Add(owners.Where(owner => !owner.HasFailed).SelectMany(owner => owner.Landed()));
        if (owners.Count(owner => owner.Failure is not null) is > 0 and var failed)
        {
            LogOwnersFailed(failed, owners.First(owner => owner.Failure is not null).Failure!);
        }

        var byKey = owners.ToDictionary(owner => (owner.Kind, owner.Key));
        foreach (var (place, delivery) in deliveries)
        {
            verdicts[place] = Judge(messages[place], [.. delivery.Owners.Select(part => (part, byKey[(part.Owner, part.Key)]))]);
        }

        return verdicts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _counts.Dispose();
        _turn.Dispose();
        _room.Dispose();
    }

    private static List<(int Place, DeliveryMessage Delivery)> Read(IReadOnlyList<ReceivedMessage> messages, MessageVerdict[] verdicts)
    {
        var deliveries = new List<(int Place, DeliveryMessage Delivery)>();
        for (var place = 0; place < messages.Count; place++)
        {
            if (DeliveryMessage.Read(messages[place].Body, out var reason, out var detail) is { } delivery)
            {
                deliveries.Add((place, delivery));
            }
            else
            {
                verdicts[place] = MessageVerdict.DeadLetter(reason, detail);
            }
        }

        return deliveries;
    }

    private List<OwnerBatch> OwnersOf(List<(int Place, DeliveryMessage Delivery)> deliveries) => deliveries
        .SelectMany(entry => entry.Delivery.Owners)
        .GroupBy(owner => (owner.Owner, owner.Key))
        .Select(owner => new OwnerBatch(owner.Key.Owner, owner.Key.Key, Owner(owner.Key.Owner, owner.Key.Key), [.. owner.SelectMany(part => part.Findings).Distinct()]))
        .ToList();

    private IFindingOwner Owner(OwnerKind kind, string key) => kind switch
    {
        OwnerKind.Thing => grains.GetGrain<IThingGrain>(key),
        OwnerKind.Resource => grains.GetGrain<IResourceGrain>(key),
        OwnerKind.Correlation => grains.GetGrain<ICorrelationGrain>(key),
        _ => throw new InvalidOperationException($"No grain owns findings as {kind}."),
    };

    private static async Task AskAsync(OwnerBatch owner, CancellationToken cancellationToken) =>
        owner.Snapshots = await owner.Grain.GetFindings(owner.Findings, cancellationToken);

    private async Task SubmitAsync(List<OwnerBatch> owners, CancellationToken cancellationToken)
    {
        var scopes = owners
            .SelectMany(owner => owner.Snapshots.Select(snapshot => (Owner: owner, Snapshot: snapshot)))
            .GroupBy(entry => entry.Snapshot.Finding.Scope);
        await Task.WhenAll(scopes.Select(async scope =>
        {
            var entries = scope.ToList();
            try
            {
                var answer = await grains.GetGrain<ISecurityHubGrain>(scope.Key.ToString())
                    .Submit([.. entries.Select(entry => entry.Snapshot)], cancellationToken);
                if (answer.Outcomes.Length != entries.Count)
                {
                    throw new InvalidOperationException($"The hub gave {answer.Outcomes.Length} outcomes for {entries.Count} findings.");
                }

                // Where others of the same call landed, the hub is there, and only the finding had bad luck; so may a finding have that was alone. Where it is
                // only updates that fail, what waits for one comes again, and the rest of the queue does not wait with it.
                var isHubBusy = answer.Hub.DoImportsFail
                    || (!answer.Hub.IsFailing && entries.Count > 1 && answer.Outcomes.All(outcome => outcome.Status == DeliveryStatus.Busy));
                for (var i = 0; i < entries.Count; i++)
                {
                    entries[i].Owner.Add(answer.Outcomes[i], scope.Key, isHubBusy ? Describe(scope.Key, answer.Hub, answer.Outcomes[i]) : null);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogHubFailed(exception.GetType().Name, entries.Count);
                entries.ForEach(entry => entry.Owner.HasFailed = true);
            }
        }));
    }

    private static async Task ConfirmAsync(OwnerBatch owner, CancellationToken cancellationToken)
    {
        var final = owner.Outcomes.Where(outcome => outcome.Status is DeliveryStatus.Landed or DeliveryStatus.Rejected).ToImmutableArray();

        // A resource stays in memory from the question to the answer, and would go on if it heard none: with a hub that is full, thousands would.
        if (final.Length > 0 || owner.Kind == OwnerKind.Resource)
        {
            await owner.Grain.Confirm(final, cancellationToken);
        }
    }

    private static async Task GuardAsync(OwnerBatch owner, Func<Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            owner.Failure = exception.GetType().Name;
            owner.HasFailed = true;
        }
    }

    private static MessageVerdict Judge(ReceivedMessage message, List<(OwnedFindings Part, OwnerBatch Owner)> parts)
    {
        var waits = parts.Where(part => part.Owner.Outcomes.Any(outcome => outcome.Status == DeliveryStatus.Busy && part.Part.Findings.Contains(outcome.Key))).ToList();
        if (waits.Find(part => part.Owner.BusyReason is not null) is { Owner: { BusyReason: { } reason } busy })
        {
            return MessageVerdict.Busy(reason, busy.Hub);
        }

        return waits.Count > 0 || parts.Exists(part => part.Owner.HasFailed) ? MessageVerdict.Retry(Backoff.ForRedelivery(message.ReceiveCount, LeastRetryDelay))
            : parts.Find(part => part.Owner.Hub is not null).Owner?.Hub is { } hub ? MessageVerdict.DoneBy(hub)
            : MessageVerdict.Done;
    }

    private static string Describe(AccountRegion scope, HubStatus hub, DeliveryOutcome outcome) =>
        $"Security Hub {scope}: {hub.Reason ?? outcome.ErrorMessage ?? outcome.ErrorCode ?? "no quota left within the time"}";

    [LoggerMessage(LogLevel.Warning, "{Count} owners of findings failed, the first with {Error}; their deliveries are tried again.", EventName = "OwnersFailed")]
    private partial void LogOwnersFailed(int count, string error);

    [LoggerMessage(LogLevel.Warning, "The hub's grain failed with {Error}; {Count} findings are tried again.", EventName = "HubFailed")]
    private partial void LogHubFailed(string error, int count);

    /// <summary>One owner's part of a batch.</summary>
    private sealed class OwnerBatch(OwnerKind kind, string key, IFindingOwner grain, ImmutableArray<string> findings)
    {
        private readonly Lock _lock = new();

        public OwnerKind Kind { get; } = kind;

        public string Key { get; } = key;

        public IFindingOwner Grain { get; } = grain;

        public ImmutableArray<string> Findings { get; } = findings;

        public ImmutableArray<FindingSnapshot> Snapshots { get; set; } = [];

        public List<DeliveryOutcome> Outcomes { get; } = [];

        /// <summary>The account and Region of the hub that its findings went to; absent where nothing was left to deliver.</summary>
        public string? Hub { get; private set; }

        public string? BusyReason { get; private set; }

        public bool HasFailed { get; set; }

        /// <summary>How its own grain failed; absent where it did not.</summary>
        public string? Failure { get; set; }

        /// <summary>The audit runs of the findings that landed, one entry for each finding.</summary>
        public IEnumerable<string> Landed() =>
            from outcome in Outcomes
            where outcome.Status == DeliveryStatus.Landed
            from snapshot in Snapshots
            where snapshot.Key == outcome.Key && snapshot.AuditTask is not null
            select snapshot.AuditTask;

        public void Add(DeliveryOutcome outcome, AccountRegion hub, string? busyReason)
        {
            lock (_lock)
            {
                Hub = hub.ToString();
                Outcomes.Add(outcome);
                if (outcome.Status == DeliveryStatus.Busy)
                {
                    BusyReason ??= busyReason;
                }
            }
        }
    }
}
