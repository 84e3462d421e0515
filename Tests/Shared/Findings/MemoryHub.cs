using OrleansDefender.Findings;

namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>
/// A Security Hub in memory that keeps AWS's rules: batch and size limits, quotas, content replaced only by a later UpdatedAt, customer fields out of the
/// importer's reach, updates of unknown findings refused. Faults are scripted per call; what AWS would never forgive is gathered in <see cref="Violations"/>.
/// </summary>
public sealed class MemoryHub(TimeProvider time) : ISecurityHubApi
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Dictionary<string, HubRecord> _findings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private readonly List<HubCallRecord> _calls = [];
    private readonly List<string> _violations = [];
    private readonly ExactQuota _importQuota = new();
    private readonly ExactQuota _updateQuota = new();

    /// <summary>What happens to a call; <see langword="null"/>: nothing but what it asks for.</summary>
    public Func<HubCallRecord, HubFault?> Script { get; set; } = static _ => null;

    /// <summary>The time from a call's arrival to its answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How long after its import an update does not find a finding yet.</summary>
    public TimeSpan ApplyDelay { get; set; }

    /// <summary>Ids that make a whole call malformed.</summary>
    public HashSet<string> MalformedIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids that are refused one by one, with their codes.</summary>
    public Dictionary<string, string> RefusedIds { get; } = new(StringComparer.Ordinal);

    /// <summary>The size of each finding.</summary>
    public int Size { get; set; } = 2_000;

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<HubCallRecord> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Broken rules so far; a correct caller causes none.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>What it holds of a finding.</summary>
    public HubRecord? Find(string id)
    {
        lock (_lock)
        {
            return _findings.GetValueOrDefault(id);
        }
    }

    /// <summary>Forgets a finding, as the hub does after 30 or 90 days.</summary>
    public void Expire(string id)
    {
        lock (_lock)
        {
            _findings.Remove(id);
        }
    }

    /// <inheritdoc />
    public int Measure(Finding finding) => Size;

    /// <inheritdoc />
    public Task<IReadOnlyList<FindingFailure>> ImportAsync(AccountRegion scope, IReadOnlyList<Finding> findings, CancellationToken cancellationToken) =>
        CallAsync(isImport: true, scope, findings, (finding, now) => Import(finding, now), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<FindingFailure>> UpdateAsync(
        AccountRegion scope, IReadOnlyList<Finding> findings, CustomerUpdate update, CancellationToken cancellationToken) =>
        CallAsync(isImport: false, scope, findings, (finding, now) => Update(finding.Id, update, now), cancellationToken);

    private async Task<IReadOnlyList<FindingFailure>> CallAsync(
        bool isImport, AccountRegion scope, IReadOnlyList<Finding> findings, Func<Finding, TimeSpan, FindingFailure?> apply, CancellationToken cancellationToken)
    {
        HubCallRecord call;
        HubFault? fault;
        bool accepted;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            call = new HubCallRecord(_calls.Count + 1, isImport, now, [.. findings.Select(static finding => finding.Id)]);
            _calls.Add(call);
            accepted = (isImport ? _importQuota : _updateQuota).Accepts(now);
            fault = accepted ? Script(call) : HubFault.Throttled;
            Check(accepted, $"Call {call.Number} exceeds the quota.");
            Check(findings.Count is > 0 and <= 100, $"Call {call.Number} has {findings.Count} findings.");
            Check(!isImport || (long)findings.Count * Size <= 6_000_000, $"Call {call.Number} is too large.");
            foreach (var id in call.Ids)
            {
                Check(_busy.Add(id), $"{id} is in two calls at once.");
            }
        }

        try
        {
            if (Latency > TimeSpan.Zero)
            {
                await Task.Delay(Latency, time, cancellationToken);
            }

            if (fault == HubFault.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            }

            lock (_lock)
            {
                return Answer(call, fault, scope, findings, apply);
            }
        }
        finally
        {
            lock (_lock)
            {
                _busy.ExceptWith(call.Ids);
            }
        }

        void Check(bool kept, string violation)
        {
            if (!kept)
            {
                _violations.Add(violation);
            }
        }
    }

    private List<FindingFailure> Answer(
        HubCallRecord call, HubFault? fault, AccountRegion scope, IReadOnlyList<Finding> findings, Func<Finding, TimeSpan, FindingFailure?> apply)
    {
        switch (fault)
        {
            case HubFault.Throttled:
                throw new SecurityHubApiException(SecurityHubFailure.Throttled, "LimitExceededException", "Rate exceeded");
            case HubFault.Error:
                throw new SecurityHubApiException(SecurityHubFailure.Transient, "InternalException", "Internal server error");
            case HubFault.Denied:
                throw new SecurityHubApiException(SecurityHubFailure.AccessDenied, "AccessDeniedException", "Not authorized");
            case HubFault.Malformed:
                throw new SecurityHubApiException(SecurityHubFailure.InvalidInput, "InvalidInputException", "Malformed");
            case HubFault.EachDenied:
                return [.. call.Ids.Select(static id => new FindingFailure(id, "InvalidAccess", "Security Hub is not enabled"))];
            default:
                break;
        }

        if (call.Ids.Any(MalformedIds.Contains))
        {
            throw new SecurityHubApiException(SecurityHubFailure.InvalidInput, "InvalidInputException", "A finding is malformed");
        }

        var now = time.GetElapsedTime(_start);
        var failures = new List<FindingFailure>();
        foreach (var finding in findings)
        {
            var failure = finding.Scope != scope ? new FindingFailure(finding.Id, "InvalidAccess", "Another account")
                : RefusedIds.TryGetValue(finding.Id, out var code) ? new FindingFailure(finding.Id, code, "Refused")
                : apply(finding, now);
            if (failure is not null)
            {
                failures.Add(failure);
            }
        }

        return fault == HubFault.LostAnswer
            ? throw new SecurityHubApiException(SecurityHubFailure.Transient, "HttpRequestException", "The connection was cut")
            : failures;
    }

    private FindingFailure? Import(Finding finding, TimeSpan now)
    {
        var known = _findings.GetValueOrDefault(finding.Id);
        if (known is null)
        {
            _findings[finding.Id] = new HubRecord(finding, WorkflowStatus.New, Verification.Unknown, null, now + ApplyDelay);
        }
        else if (finding.UpdatedAt > known.Content.UpdatedAt)
        {
            var reopened = known.Content.RecordState == RecordState.Archived && finding.RecordState == RecordState.Active;
            var workflow = reopened && known.Workflow is WorkflowStatus.Notified or WorkflowStatus.Resolved ? WorkflowStatus.New : known.Workflow;
            _findings[finding.Id] = known with { Content = finding, Workflow = workflow };
        }

        return null;
    }

    private FindingFailure? Update(string id, CustomerUpdate update, TimeSpan now)
    {
        if (_findings.GetValueOrDefault(id) is not { } known || known.KnownFrom > now)
        {
            return new FindingFailure(id, "FindingNotFound", "No such finding");
        }

        _findings[id] = known with { Workflow = update.Workflow ?? known.Workflow, Verification = update.Verification ?? known.Verification, Note = update.Note ?? known.Note };
        return null;
    }
}
