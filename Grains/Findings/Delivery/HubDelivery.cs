using System.Collections.Immutable;

namespace OrleansDefender.Findings.Delivery;

/// <summary>
/// Decides which findings go into which call to the hub of one account and Region, and when: order, batches, quotas, retries, pauses, and the memory of
/// what has landed.
/// </summary>
/// <remarks>
/// Makes no call and has no clock: <c>now</c> is the caller's monotonic time. Not thread-safe: one grain owns it. The loop around it is: submit or
/// complete, then <see cref="Expire"/>, then <see cref="NextCall"/> until there is none, then sleep until <see cref="NextWake"/>.
/// </remarks>
internal sealed class HubDelivery
{
    /// <summary>The most findings of a call, of either operation.</summary>
    public const int MaxFindingsPerCall = 100;

    /// <summary>The largest finding, in bytes: ASFF's 240 KB, read as thousands to be on the safe side.</summary>
    public const int MaxFindingBytes = 240_000;

    /// <summary>The largest call, in bytes: 6 MB, read as millions, less what surrounds the findings.</summary>
    public const int MaxCallBytes = 5_990_000;

    /// <summary>The most submits that wait for one finding; what comes on top is answered "busy" and so stays in its queue.</summary>
    public const int MaxWaitersPerFinding = 100;

    /// <summary>How long a submit waits.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long it is remembered what has landed: longer than a delivery waits here, and than a message of a silo that died stays hidden. What comes later than that
    /// costs a repeated import and nothing else.
    /// </summary>
    public static readonly TimeSpan MemoryLifetime = TimeSpan.FromMinutes(3);

    // How fresh another call's success must be to prove that a refused call is its finding's fault and not ours.
    private static readonly TimeSpan ProofLifetime = TimeSpan.FromMinutes(1);

    private readonly AccountRegion _scope;
    private readonly int _callsInFlight;
    private readonly Func<Finding, int> _measure;
    private readonly WaitingFindings _findings;
    private readonly LandedMemory _memory;
    private readonly OperationPace _imports;
    private readonly OperationPace _updates;
    private readonly LinkedList<Handover> _open = new();
    private readonly List<WaitingFinding> _displaced = [];
    private int _inFlight;
    private bool _isClosed;

    /// <summary>Creates it with nothing in it and no token.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="measure">An upper bound of a finding's size in an import.</param>
    /// <param name="now">The present.</param>
    public HubDelivery(AccountRegion scope, DeliveryOptions options, Func<Finding, int> measure, TimeSpan now)
    {
        _scope = scope;
        _callsInFlight = options.CallsInFlight;
        _measure = measure;
        _findings = new WaitingFindings(options.MaxWaitingFindings, options.MaxWaitingBytes);
        _memory = new LandedMemory(options.CallsPerSecond * MaxFindingsPerCall * (int)MemoryLifetime.TotalSeconds, MemoryLifetime);
        _imports = new OperationPace(options.CallsPerSecond, options.Burst, now);
        _updates = new OperationPace(options.CallsPerSecond, options.Burst, now);
    }

    /// <summary>The findings on their way.</summary>
    public int Waiting => _findings.Count;

    /// <summary>Takes a batch in. What can be answered at once is.</summary>
    public Handover Submit(ImmutableArray<FindingSnapshot> snapshots, TimeSpan now)
    {
        var handover = new Handover(snapshots.Length, now + WaitLimit);
        for (var index = 0; index < snapshots.Length; index++)
        {
            Submit(handover, index, snapshots[index], now);
        }

        if (!handover.IsComplete)
        {
            handover.Place = _open.AddLast(handover);
        }

        return handover;
    }

    /// <summary>Forgets a batch whose submitter has its answer, or has gone; what nobody else waits for is not sent.</summary>
    public void Release(Handover handover)
    {
        foreach (var waiter in handover.Waiters)
        {
            Leave(waiter);
        }

        Close(handover);
    }

    /// <summary>Answers what has waited long enough.</summary>
    public void Expire(TimeSpan now)
    {
        while (_open.First is { } first && (first.Value.IsComplete || first.Value.Deadline <= now))
        {
            foreach (var waiter in first.Value.Waiters)
            {
                if (Leave(waiter))
                {
                    var finding = waiter.Finding;
                    var pace = finding.Step is { } step ? Pace(step) : null;
                    waiter.Answer(DeliveryStatus.Busy, finding.Code ?? pace?.Code ?? FailureCodes.TimedOut, finding.Message ?? pace?.Message);
                }
            }

            Close(first.Value);
        }
    }

    /// <summary>The next call, its token taken; <see langword="null"/> where none may go now.</summary>
    public HubCall? NextCall(TimeSpan now)
    {
        if (_isClosed || _inFlight >= _callsInFlight || (_imports.ReadyAt(now) > now && _updates.ReadyAt(now) > now))
        {
            return null;
        }

        foreach (var finding in _findings.InOrder)
        {
            if (!HasSlot(finding))
            {
                return null;
            }

            if (finding.NotBefore <= now && finding.Step is { } step && Pace(step).TryBegin(now))
            {
                return Gather(finding, step, now);
            }
        }

        return null;
    }

    /// <summary>A call was answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failures">The findings it did not do.</param>
    /// <param name="now">The present.</param>
    public CallReport Answered(HubCall call, IReadOnlyList<FindingFailure> failures, TimeSpan now)
    {
        Ended(call);
        var pace = Pace(call.Operation);
        var failed = new Dictionary<string, FindingFailure>(StringComparer.Ordinal);
        foreach (var failure in failures)
        {
            failed.TryAdd(failure.FindingId, failure);
        }

        FindingFailure? access = null;
        FindingFailure? passing = null;
        var (landed, retried) = (0, 0);
        var rejected = new List<FindingFailure>();
        foreach (var (finding, sent) in call.Items)
        {
            if (!failed.TryGetValue(finding.Id, out var failure)
                || (call.Operation == HubOperation.Import && FailureCodes.IsStale(failure.Code, failure.Message)))
            {
                Landed(call.Operation, finding, sent, now);
                landed++;
            }
            else if (FailureCodes.IsAccess(failure.Code))
            {
                access ??= failure;
                retried++;
            }
            else if (call.Operation == HubOperation.Update && FailureCodes.IsNotFound(failure.Code))
            {
                NotFound(finding, failure, now);
                retried++;
            }
            else if (FailureCodes.IsPassing(failure.Code))
            {
                finding.AttemptFailed(now, failure.Code, failure.Message);
                passing ??= failure;
                retried++;
            }
            else
            {
                Refuse(call.Operation, finding, sent, failure.Code, failure.Message);
                rejected.Add(failure);
            }
        }

        if (access is not null)
        {
            pace.Pause.Refused(now, call.StartedAt, access.Code, access.Message ?? "");
        }
        else if (passing is not null && landed + rejected.Count == 0)
        {
            pace.FailedTransiently(now, call.StartedAt, passing.Code, passing.Message ?? "");
        }
        else
        {
            pace.Succeeded(now, landed > 0);
        }

        Settle(call, now);
        return new CallReport(landed, retried, rejected, WasThrottled: false);
    }

    /// <summary>A call failed as a whole, or its answer was lost. What was lost is sent again: the hub ignores content it already has.</summary>
    public CallReport Failed(HubCall call, SecurityHubFailure kind, string code, string message, TimeSpan now)
    {
        Ended(call);
        var pace = Pace(call.Operation);
        var rejected = new List<FindingFailure>();
        switch (kind)
        {
            case SecurityHubFailure.Throttled:
                pace.Throttled(now, call.StartedAt, code, message);
                break;
            case SecurityHubFailure.AccessDenied:
                pace.Pause.Refused(now, call.StartedAt, code, message);
                break;
            case SecurityHubFailure.InvalidInput when call.Items.Length > 1:
                foreach (var (finding, _) in call.Items)
                {
                    finding.Halve(call.Items.Length);
                }

                break;
            case SecurityHubFailure.InvalidInput when IsProven(pace, now):
                var (guilty, sent) = call.Items[0];
                Refuse(call.Operation, guilty, sent, code, message);
                rejected.Add(new FindingFailure(guilty.Id, code, message));
                break;
            case SecurityHubFailure.InvalidInput:
                // Nothing proves that it is the finding's fault. The first one steps aside and lets others try; the second means that it is ours.
                call.Items[0].Finding.AttemptFailed(now, code, message);
                pace.RefusedLone();
                if (pace.LoneRefusals > 1)
                {
                    pace.Pause.Refused(now, call.StartedAt, code, message);
                }

                break;
            case SecurityHubFailure.Transient:
            default:
                pace.FailedTransiently(now, call.StartedAt, code, message);
                foreach (var (finding, _) in call.Items)
                {
                    finding.AttemptFailed(now, code, message);
                    if (pace.LandedAt > finding.FailingSince && call.Items.Length > 1)
                    {
                        // Others got through meanwhile: this batch may hold one that the hub stumbles over each time, and must not take the rest with it.
                        finding.Halve(call.Items.Length);
                        finding.RestBriefly(now);
                    }
                }

                break;
        }

        Settle(call, now);
        return new CallReport(0, call.Items.Length - rejected.Count, rejected, kind == SecurityHubFailure.Throttled);
    }

    /// <summary>When to look again without having heard of anything; <see langword="null"/>: never.</summary>
    public TimeSpan? NextWake(TimeSpan now)
    {
        var wake = _open.First?.Value.Deadline;
        if (_isClosed || _inFlight >= _callsInFlight)
        {
            return wake;
        }

        var importsAt = _imports.ReadyAt(now);
        var updatesAt = _updates.ReadyAt(now);
        var earliest = importsAt < updatesAt ? importsAt : updatesAt;
        foreach (var finding in _findings.InOrder)
        {
            if (!HasSlot(finding) || wake <= earliest)
            {
                break;
            }

            var paceAt = finding.Step == HubOperation.Update ? updatesAt : importsAt;
            var at = finding.NotBefore > paceAt ? finding.NotBefore : paceAt;
            wake = at < (wake ?? TimeSpan.MaxValue) ? at : wake;
        }

        return wake;
    }

    /// <summary>How it stands with the hub.</summary>
    public HubHealth Health(TimeSpan now)
    {
        var (imports, updates) = (Of("BatchImportFindings", _imports), Of("BatchUpdateFindings", _updates));
        return !updates.IsFailing ? imports
            : !imports.IsFailing ? updates
            : new HubHealth(true, $"{imports.Reason}; {updates.Reason}", Earlier(imports.Since, updates.Since), Earlier(imports.RetryAt, updates.RetryAt));

        HubHealth Of(string operation, OperationPace pace) =>
            pace.Pause.Refusals > 0 ? Failing(operation, pace.Pause.Code, pace.Pause.Message, pace.Pause.Since, pace.Pause.Until)
            : pace.IsFailing ? Failing(operation, pace.Code, pace.Message, pace.FailingSince, pace.PausedUntil)
            : new HubHealth(false, null, null, null);

        HubHealth Failing(string operation, string? code, string? message, TimeSpan since, TimeSpan retryAt) =>
            new(true, $"{operation}: {code}: {message}", since, retryAt > now ? retryAt : now);

        static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one < other ? one : other;
    }

    /// <summary>Whether the last attempts of an operation failed.</summary>
    public bool IsFailing(HubOperation operation) => Pace(operation).IsTroubled;

    /// <summary>Answers everybody "busy", and so from now on: the grain is leaving.</summary>
    public void Close()
    {
        _isClosed = true;
        Dismiss(_findings.InOrder, FailureCodes.Leaving, null);
        // Those in calls, too: their answers may come too late for anybody.
        foreach (var waiter in _open.SelectMany(static handover => handover.Waiters).ToList())
        {
            if (Leave(waiter))
            {
                waiter.Answer(DeliveryStatus.Busy, FailureCodes.Leaving);
            }
        }

        _open.Clear();
    }

    private static bool IsProven(OperationPace pace, TimeSpan now) => pace.LandedAt is { } at && at + ProofLifetime >= now;

    // The last of several slots is kept for what is urgent, so that slow calls with a backlog of LOW do not hold up CRITICAL.
    private bool HasSlot(WaitingFinding finding) =>
        finding.Rank >= Severity.High || _callsInFlight == 1 || _inFlight < _callsInFlight - 1;

    private OperationPace Pace(HubOperation operation) => operation == HubOperation.Import ? _imports : _updates;

    private void Submit(Handover handover, int index, FindingSnapshot snapshot, TimeSpan now)
    {
        var finding = snapshot.Finding;
        var hash = FindingHash.Of(finding.Id);
        var landed = _findings.TryGet(finding.Id, out var present) ? present.Landed : _memory.Find(hash, now);
        if (finding.Scope != _scope)
        {
            Answer(DeliveryStatus.Rejected, FailureCodes.WrongScope, $"The finding belongs to {finding.Scope}, and the hub to {_scope}.");
            return;
        }

        if (landed.Covers(snapshot.Revision, snapshot.Update?.Revision))
        {
            Answer(DeliveryStatus.Landed);
            return;
        }

        var size = _measure(finding);
        if (size > MaxFindingBytes)
        {
            Answer(DeliveryStatus.Rejected, FailureCodes.TooLarge, $"The finding has up to {size} bytes, and may have {MaxFindingBytes}.");
        }
        else if (_isClosed)
        {
            Answer(DeliveryStatus.Busy, FailureCodes.Leaving);
        }
        else if (present is null && WaitingFinding.StepOf(snapshot, landed) is { } step && Pace(step).Pause is var pause && pause.IsPaused(now))
        {
            // Not let in at all: it would displace others for nothing.
            Answer(DeliveryStatus.Busy, pause.Code, pause.Message);
        }
        else if (!TryAdmit(present, hash, snapshot, size, landed, out var admitted))
        {
            Answer(DeliveryStatus.Busy, FailureCodes.Full);
        }
        else
        {
            var waiter = new Waiter(handover, index, admitted, snapshot);
            admitted.Waiters.Add(waiter);
            handover.Waiters.Add(waiter);
            if (!admitted.InFlight)
            {
                // What it brought along may have changed what is to be done first.
                DismissPaused([admitted], now);
            }
        }

        void Answer(DeliveryStatus status, string? code = null, string? message = null) =>
            handover.Set(index, Waiter.OutcomeOf(finding.Id, snapshot.Key, snapshot.Revision, snapshot.Update?.Revision, status, code, message));
    }

    private bool TryAdmit(
        WaitingFinding? present,
        UInt128 hash,
        FindingSnapshot snapshot,
        int size,
        LandedRevisions landed,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WaitingFinding? admitted)
    {
        if (present is null)
        {
            admitted = _findings.TryAdd(hash, snapshot, size, landed, _displaced);
        }
        else
        {
            admitted = present.Waiters.Count < MaxWaitersPerFinding && _findings.TryMerge(present, snapshot, size, _displaced) ? present : null;
        }

        foreach (var displaced in _displaced)
        {
            displaced.AnswerBusy(FailureCodes.Full, null);
        }

        _displaced.Clear();
        return admitted is not null;
    }

    private HubCall Gather(WaitingFinding first, HubOperation step, TimeSpan now)
    {
        var items = ImmutableArray.CreateBuilder<(WaitingFinding, FindingSnapshot)>();
        var bytes = 0;
        foreach (var finding in _findings.InOrder)
        {
            // Updates name their findings by Id and are small; imports carry them.
            var size = step == HubOperation.Import ? finding.Size : 0;
            if (finding.NotBefore <= now && finding.Step == step && finding.GroupLimit == first.GroupLimit && bytes + size <= MaxCallBytes
                && (step == HubOperation.Import || IsSameChange(finding.Snapshot.Update!, first.Snapshot.Update!)))
            {
                items.Add((finding, finding.Snapshot));
                bytes += size;
                if (items.Count == first.GroupLimit)
                {
                    break;
                }
            }
        }

        foreach (var (finding, _) in items)
        {
            _findings.TakeIntoCall(finding);
        }

        _inFlight++;
        return new HubCall(step, now, items.ToImmutable());
    }

    private static bool IsSameChange(CustomerUpdate one, CustomerUpdate other) =>
        one.Workflow == other.Workflow && one.Verification == other.Verification && string.Equals(one.Note, other.Note, StringComparison.Ordinal);

    private void Landed(HubOperation operation, WaitingFinding finding, FindingSnapshot sent, TimeSpan now)
    {
        if (operation == HubOperation.Import)
        {
            finding.ContentLanded(sent);
        }
        else
        {
            finding.UpdateLanded(sent.Update!);
        }

        _memory.Remember(finding.Hash, finding.Landed, now);
    }

    private static void NotFound(WaitingFinding finding, FindingFailure failure, TimeSpan now)
    {
        if (finding.ContentDue && !finding.ImportFirst)
        {
            // Never imported, or expired: there is nothing to make visible before the content comes.
            finding.ImportFirst = true;
        }
        else
        {
            // Imported, but the hub applies things with a delay.
            finding.AttemptFailed(now, failure.Code, failure.Message);
        }
    }

    private static void Refuse(HubOperation operation, WaitingFinding finding, FindingSnapshot sent, string code, string? message)
    {
        if (operation == HubOperation.Update)
        {
            finding.UpdateRefused(sent.Update!, code, message);
        }
        else
        {
            finding.AnswerRefused(sent.Revision, code, message);
        }
    }

    private void Settle(HubCall call, TimeSpan now)
    {
        foreach (var (finding, _) in call.Items)
        {
            finding.AnswerCovered();
            if (finding.Waiters.Count == 0 || finding.Step is null)
            {
                finding.InFlight = false;
                finding.AnswerBusy(FailureCodes.TimedOut, null);
                _findings.Remove(finding);
            }
            else
            {
                _findings.PutBack(finding);
            }
        }

        DismissPaused(_findings.InOrder, now);
    }

    // Answers those whose next step is refused to us at present; those that have the other one before them go on.
    private void DismissPaused(IEnumerable<WaitingFinding> findings, TimeSpan now)
    {
        foreach (var operation in (ReadOnlySpan<HubOperation>)[HubOperation.Import, HubOperation.Update])
        {
            var pause = Pace(operation).Pause;
            if (pause.IsPaused(now))
            {
                Dismiss(findings.Where(finding => finding.Step == operation), pause.Code, pause.Message);
            }
        }
    }

    private void Dismiss(IEnumerable<WaitingFinding> findings, string? code, string? message)
    {
        foreach (var finding in findings.ToList())
        {
            finding.AnswerBusy(code, message);
            _findings.Remove(finding);
        }
    }

    private void Ended(HubCall call)
    {
        _inFlight--;
        Pace(call.Operation).Ended();
    }

    // Whether it was still waiting.
    private bool Leave(Waiter waiter)
    {
        var finding = waiter.Finding;
        if (!finding.Waiters.Remove(waiter))
        {
            return false;
        }

        if (finding.Waiters.Count == 0 && !finding.InFlight)
        {
            _findings.Remove(finding);
        }

        return true;
    }

    private void Close(Handover handover)
    {
        if (handover.Place is { List: not null } place)
        {
            _open.Remove(place);
        }

        handover.Place = null;
        handover.Waiters.Clear();
    }
}
