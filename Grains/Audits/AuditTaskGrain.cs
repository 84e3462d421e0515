using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using Orleans.Concurrency;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Audits;

/// <summary>The grain of a run's import.</summary>
/// <remarks>
/// <para>
/// The work goes in steps, each of which is one segment: some pages of a check's list, or a shard of what was open before. A step first writes the names into the
/// book, then has the resources take it in, then makes durable what follows, then moves the cursor: whatever is cut off is done again whole, and changes nothing
/// where it was done.
/// </para>
/// <para>Reentrant, for calls that come while a step waits.</para>
/// </remarks>
[Reentrant]
internal sealed partial class AuditTaskGrain(
    [PersistentState("import", GrainStorageNames.Audits)] IPersistentState<AuditImport> storage,
    IAuditApi api,
    ResourceEffects effects,
    IDueList dueList,
    TimeProvider time,
    ILogger<AuditTaskGrain> logger)
    : WorkingGrain<AuditImport>(storage, AuditImport.Empty, dueList, DueKind.AuditTask, time, logger), IAuditTaskGrain
{
    private const int PagesInSegment = 4;
    private const int Parallelism = 64;
    private const int MostRelated = 24;
    private const int MostAnnotations = 100;
    private const int MostRestarts = 3;

    private const int MostReasonCharacters = 256;

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    // AWS IoT has a run's findings no longer than that.
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly ImportRate _rate = new(time);
    private AccountRegion _scope;
    private string _taskId = string.Empty;
    private int _undelivered;
    private long? _loggedAt;
    private (string Check, string? Token, Task<ListedSegment> Segment)? _ahead;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString().Split('/', 3);
        if (key is not [{ Length: > 0 } account, { Length: > 0 } region, { Length: > 0 } taskId])
        {
            throw new FormatException($"'{this.GetPrimaryKeyString()}' is not of the form account/region/task.");
        }

        _scope = new AccountRegion(account, region);
        _taskId = taskId;
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask Start(AuditRun run, CancellationToken cancellationToken)
    {
        var state = await UpdateAsync(
            known => known.Run is not null
                ? known
                : known with
                {
                    Run = run,
                    StartedMs = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    DueRevision = known.DueRevision + 1,
                    Checks =
                    [
                        .. run.Checks
                            .DistinctBy(static check => check.Check)
                            .OrderByDescending(static check => AuditChecks.SeverityOf(check.Check))
                            .Select(static check => new CheckImport
                            {
                                Run = check,
                                State = check.IsCompleted ? AuditImportState.Waiting : AuditImportState.SaysNothing,
                            }),
                    ],
                },
            cancellationToken);

        // The log last: whoever finds the run there takes it for owned.
        await OwnAsync(state, cancellationToken);
        await GrainFactory.GetGrain<IAuditLogGrain>(_scope.ToString())
            .Add(new AuditLogEntry(_taskId, state.Run!.StartedAt, state.Run.Type, state.Run.Schedule), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask Annotate(AuditMitigation mitigation, CancellationToken cancellationToken)
    {
        var state = await UpdateAsync(
            known => known.Annotations.Any(annotation => annotation.Mitigation.Mitigation.EventId == mitigation.Mitigation.EventId)
                || known.Annotations.Length >= MostAnnotations
                ? known
                : known with { Annotations = known.Annotations.Add(new Annotation(mitigation)), DueRevision = known.DueRevision + 1 },
            cancellationToken);
        if (state.Annotations.All(annotation => annotation.Mitigation.Mitigation.EventId != mitigation.Mitigation.EventId))
        {
            throw new InvalidOperationException($"More than {MostAnnotations} mitigations of one audit wait to be recorded.");
        }

        await OwnAsync(state, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AddDelivered(int count, CancellationToken cancellationToken)
    {
        _undelivered += count;
        await UpdateAsync(
            state =>
            {
                var added = _undelivered;
                _undelivered = 0;
                return added == 0 || state.Run is null ? state : state with { Delivered = state.Delivered + added };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<AuditTaskView?> Describe(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        if (state.Run is not { } run)
        {
            return null;
        }

        var changed = state.Checks.Sum(static check => check.Changed);
        var rate = state.IsDone ? 0 : _rate.PerSecond();
        var left = state.Checks.Where(static check => !check.IsOver).Sum(static check => Math.Max(0, check.Run.NonCompliantResources - check.Listed));
        return new AuditTaskView
        {
            Run = run,
            State = state.EndedMs is not null ? AuditImportState.Done
                : state.Checks.FirstOrDefault(static check => check.State is AuditImportState.Listing or AuditImportState.Resolving)?.State
                    ?? (state.Checks.Any(static check => check.IsOver && check.State != AuditImportState.SaysNothing) ? AuditImportState.Listing : AuditImportState.Waiting),
            ImportStartedAt = DateTimeOffset.FromUnixTimeMilliseconds(state.StartedMs),
            ImportEndedAt = state.EndedMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            Checks =
            [
                .. state.Checks.Select(static check => new AuditCheckView
                {
                    Run = check.Run,
                    State = check.State,
                    Listed = check.Listed,
                    Resources = check.Resources,
                    Changed = check.Changed,
                    Missed = check.Missed,
                    Reason = check.Reason,
                }),
            ],
            Changed = changed,
            Delivered = Math.Min(changed, state.Delivered),
            ListedPerSecond = rate,
            TimeLeft = state.EndedMs is null && rate > 0 ? TimeSpan.FromSeconds(left / rate) : null,
            Trouble = state.IsDone ? null
                : Trouble ?? state.Checks.Where(static check => !check.IsOver && check.Reason is not null)
                    .Select(static check => $"AWS IoT does not list {check.Run.Check}, and is asked again: {check.Reason}").FirstOrDefault(),
        };
    }

    /// <inheritdoc/>
    protected override (DateTimeOffset? DueAt, long Revision) Due(AuditImport state) =>
        (state.DueMs is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null, state.DueRevision);

    /// <inheritdoc/>
    protected override void StepFailed() => _ahead = null;

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var state = await StateAsync(stopping);
        var now = Clock.GetUtcNow();
        if (state.Run is { } run && state.EndedMs is null)
        {
            // One that waits to be asked for again holds up no other.
            if (state.Checks.FirstOrDefault(check => !check.IsOver && !(check.RetryMs > now.ToUnixTimeMilliseconds())) is { } check)
            {
                await StepAsync(run, check, stopping);
                LogProgress(await StateAsync(stopping));
                return true;
            }

            if (state.Checks.All(static check => check.IsOver))
            {
                state = await UpdateAsync(known => known with { EndedMs = now.ToUnixTimeMilliseconds(), DueRevision = known.DueRevision + 1 }, stopping);
                LogDone(_taskId, _scope, state.Checks.Sum(static item => item.Listed), state.Checks.Sum(static item => item.Changed));
            }
        }

        if (state.ReadyAnnotation is { } annotation)
        {
            await AnnotateAsync(annotation, stopping);
            return true;
        }

        return await WaitShortlyAsync(stopping);
    }

    private async Task StepAsync(AuditRun run, CheckImport check, CancellationToken stopping)
    {
        // It may take long; whether the run still speaks for the check is asked afterwards.
        ListedSegment? segment = null;
        if (check.State != AuditImportState.Resolving)
        {
            try
            {
                segment = await TakeAsync(check.Run.Check, check.NextToken, stopping);
            }
            catch (AuditGoneException exception)
            {
                await GoneAsync(check, exception, stopping);
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                await RefusedAsync(run, check, exception, stopping);
                return;
            }
        }

        var book = Book(check);
        var turn = await book.Begin(_taskId, run.StartedAt, stopping);
        if (turn.IsSuperseded)
        {
            if (check.IsCut && segment is not null)
            {
                // What it changed may not have been sent, and the other run finds it unchanged: once more, and to its end.
                await ListAsync(run, check, segment, stopping);
            }
            else if (check is { IsCut: true, Generation: { } cut })
            {
                await MissAsync(run, check, [cut], stopping);
            }
            else
            {
                await EndAsync(check, AuditImportState.Superseded, stopping);
            }

            return;
        }

        if (segment is not null)
        {
            await ListAsync(run, check, segment, stopping);
            return;
        }

        await MissAsync(run, check, turn.Earlier, stopping);
    }

    private async Task GoneAsync(CheckImport check, AuditGoneException exception, CancellationToken stopping)
    {
        if (check.NextToken is not null && check.Restarts < MostRestarts)
        {
            // It may be the page's token alone that AWS IoT no longer takes. From the beginning again: what is applied is applied.
            LogAgain(_taskId, _scope, check.Run.Check, exception.Message);
            await PutAsync(
                check,
                check with { NextToken = null, Listed = 0, Restarts = check.Restarts + 1, CutSegment = check.IsCut ? check.Segment : check.CutSegment, Segment = check.Segment + 1 },
                stopping);
            return;
        }

        // The names that are in the book already stay there, beside those of before: the next run goes through all of them.
        LogGone(_taskId, _scope, check.Run.Check, exception.Message);
        await EndAsync(check, AuditImportState.Gone, stopping, exception.Message);
    }

    /// <summary>Puts a check off whose list is not to be had, for longer each time, as long as AWS IoT keeps what it would list.</summary>
    private async Task RefusedAsync(AuditRun run, CheckImport check, Exception exception, CancellationToken stopping)
    {
        var reason = AsffText.Fit($"{exception.GetType().Name}: {exception.Message}", MostReasonCharacters);
        var now = Clock.GetUtcNow();
        if (now >= run.StartedAt + Life)
        {
            LogGone(_taskId, _scope, check.Run.Check, reason);
            await EndAsync(check, AuditImportState.Gone, stopping, reason);
            return;
        }

        if (check.Refusals == 0)
        {
            LogRefused(_taskId, _scope, check.Run.Check, reason);
        }

        var wait = FirstRetry * Math.Pow(2, Math.Min(check.Refusals, 16));
        await PutAsync(
            check,
            check with
            {
                Refusals = check.Refusals + 1,
                RetryMs = (now + (wait < LongestRetry ? wait : LongestRetry)).ToUnixTimeMilliseconds(),
                Reason = reason,
            },
            stopping);
    }

    /// <summary>Applies the next segment of a check's list.</summary>
    private async Task ListAsync(AuditRun run, CheckImport check, ListedSegment segment, CancellationToken stopping)
    {
        if (segment.NextToken is { } next)
        {
            _ahead = (check.Run.Check, next, FetchAsync(check.Run.Check, next, stopping));
        }

        check = await AttemptAsync(check with { Refusals = 0, RetryMs = null, Reason = null }, check, stopping);
        var resources = segment.Findings.GroupBy(static finding => finding.Resource).ToList();
        var shards = await WriteShardsAsync(check.Run.Check, _taskId, check.Shard, resources.Select(static resource => resource.Key), stopping);
        var stamp = Stamp(run, check);
        var applied = await ApplyAsync(
            resources.Select(resource => new ResourceCauses { Resource = resource.Key, Run = stamp, Listed = [.. resource] }).ToList(), stopping);

        var book = Book(check);
        if ((await book.Begin(_taskId, run.StartedAt, stopping)).IsSuperseded)
        {
            // The other run may have walked through this generation before these names were in it.
            var generation = $"{_taskId}~{check.Segment}";
            await WriteShardsAsync(check.Run.Check, generation, 0, resources.Select(static resource => resource.Key), stopping);
            await book.Adopt(generation, run.StartedAt, stopping);
            await EndAsync(check, AuditImportState.Superseded, stopping);
            return;
        }

        var unsuppressed = resources.Where(static resource => resource.Any(static finding => !finding.IsSuppressed)).Select(static resource => resource.Key).ToHashSet();
        _rate.Add(segment.Findings.Count);
        await PutAsync(
            check,
            check with
            {
                State = segment.NextToken is null ? AuditImportState.Resolving : AuditImportState.Listing,
                NextToken = segment.NextToken,
                Segment = check.Segment + 1,
                Shard = check.Shard + shards,
                Listed = check.Listed + segment.Findings.Count,
                Resources = check.Resources
                    + applied.Count(entry => unsuppressed.Contains(entry.Resource) && entry.Consequences.FirstMentions.Contains(check.Run.Check)),
                Changed = check.Changed + applied.Sum(static entry => entry.Consequences.Deliveries.Length),
            },
            stopping);
    }

    /// <summary>Asks the resources of the next shard of an earlier generation about what the run does not list; after the last the check ends.</summary>
    private async Task MissAsync(AuditRun run, CheckImport check, ImmutableArray<string> generations, CancellationToken stopping)
    {
        var name = check.Run.Check;
        var generation = check.Generation is { } present && generations.Contains(present) ? present : generations.FirstOrDefault();
        var shard = generation == check.Generation ? check.GenerationShard : 0;
        if (generation is null || await Shard(name, generation, shard).Read(stopping) is not { } names)
        {
            if (generations.SkipWhile(other => other != generation).Skip(1).FirstOrDefault() is { } following)
            {
                await PutAsync(check, check with { Generation = following, GenerationShard = 0 }, stopping);
                return;
            }

            await CompleteAsync(run, check, generations, stopping);
            return;
        }

        check = await AttemptAsync(check with { Generation = generation, GenerationShard = shard }, check, stopping);
        var stamp = Stamp(run, check);
        var missed = new MissedCheck(name, check.IsComplete, WindowedChecks.Contains(name));
        var applied = await ApplyAsync(
            names.Distinct().Select(resource => new ResourceCauses { Resource = resource, Run = stamp, Missed = [missed] }).ToList(), stopping);
        var stillOpen = applied.Where(entry => entry.Consequences.StillOpen.Contains(name)).Select(static entry => entry.Resource).ToList();
        var shards = await WriteShardsAsync(name, _taskId, check.Shard, stillOpen, stopping);
        var changed = applied.Sum(static entry => entry.Consequences.Deliveries.Length);
        await PutAsync(
            check,
            check with
            {
                Generation = generation,
                GenerationShard = shard + 1,
                Segment = check.Segment + 1,
                Shard = check.Shard + shards,
                Changed = check.Changed + changed,
                Missed = check.Missed + applied.Count(static entry => !entry.Consequences.Deliveries.IsEmpty || !entry.Consequences.StillOpen.IsEmpty),
            },
            stopping);
    }

    /// <summary>Makes the check's book what the run wrote, and ends the check.</summary>
    private async Task CompleteAsync(AuditRun run, CheckImport check, ImmutableArray<string> walked, CancellationToken stopping)
    {
        var isCompleted = await Book(check).Complete(_taskId, run.StartedAt, walked, stopping);
        if (isCompleted && !check.IsComplete)
        {
            LogIncomplete(_taskId, _scope, check.Run.Check, check.Resources, check.Run.NonCompliantResources);
        }

        var state = !isCompleted ? AuditImportState.Superseded : check.IsComplete ? AuditImportState.Done : AuditImportState.Incomplete;
        await EndAsync(check, state, stopping);
    }

    private Task<AuditImport> EndAsync(CheckImport check, AuditImportState state, CancellationToken stopping, string? reason = null) =>
        PutAsync(check, check with { State = state, Reason = reason }, stopping);

    /// <summary>Records a mitigation with the next segment of what the run lists.</summary>
    private async Task AnnotateAsync(Annotation annotation, CancellationToken stopping)
    {
        var checks = annotation.Mitigation.Checks.Keys.Order(StringComparer.Ordinal).ToList();
        var check = annotation.Check ?? checks.FirstOrDefault();
        if (check is null)
        {
            await ReplaceAsync(annotation, null, stopping);
            return;
        }

        ListedSegment segment;
        try
        {
            segment = await FetchAsync(check, annotation.NextToken, stopping);
        }
        catch (AuditGoneException exception)
        {
            if (annotation.NextToken is not null)
            {
                // It may be the page's token alone that AWS IoT no longer takes.
                LogAgain(_taskId, _scope, check, exception.Message);
                await ReplaceAsync(annotation, annotation with { NextToken = null }, stopping);
                return;
            }

            LogGone(_taskId, _scope, check, exception.Message);
            segment = new ListedSegment([], null);
        }

        var codes = annotation.Mitigation.Checks[check];
        await ApplyAsync(
            segment.Findings
                .Where(finding => codes.IsEmpty || codes.Contains(finding.ReasonCode))
                .GroupBy(static finding => finding.Resource)
                .Select(resource => new ResourceCauses
                {
                    Resource = resource.Key,
                    Mitigations = [.. resource.Select(finding => new ResourceMitigation(check, finding.ReasonCode, annotation.Mitigation.Mitigation))],
                })
                .ToList(),
            stopping);
        var following = checks.SkipWhile(other => other != check).Skip(1).FirstOrDefault();
        await ReplaceAsync(
            annotation,
            segment.NextToken is { } next ? annotation with { Check = check, NextToken = next }
            : following is not null ? annotation with { Check = following, NextToken = null }
            : null,
            stopping);
    }

    private Task<AuditImport> ReplaceAsync(Annotation annotation, Annotation? next, CancellationToken stopping) => UpdateAsync(
        state => state with
        {
            Annotations = next is null ? state.Annotations.Remove(annotation) : state.Annotations.Replace(annotation, next),
            DueRevision = state.DueRevision + 1,
        },
        stopping);

    /// <summary>Has resources take causes in, and makes durable what follows.</summary>
    private async Task<List<(ResourceIdentifier Resource, ResourceConsequences Consequences)>> ApplyAsync(
        List<ResourceCauses> causes, CancellationToken stopping)
    {
        var applied = new List<(ResourceIdentifier Resource, ResourceConsequences Consequences)>(causes.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stopping, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(causes, options, async (cause, token) =>
        {
            var consequences = await GrainFactory.GetGrain<IResourceGrain>(ResourceKey.Of(_scope, cause.Resource).ToString()).Apply(cause, token);
            lock (applied)
            {
                applied.Add((cause.Resource, consequences));
            }
        });
        await effects.CarryOutAsync(_scope, applied, stopping);
        return applied;
    }

    private async Task<int> WriteShardsAsync(string check, string generation, int first, IEnumerable<ResourceIdentifier> resources, CancellationToken stopping)
    {
        var shards = ShardPacking.Pack(resources).ToList();
        await Task.WhenAll(shards.Select((shard, index) => Shard(check, generation, first + index).Write(shard, stopping).AsTask()));
        return shards.Count;
    }

    private IAuditCheckShardGrain Shard(string check, string generation, int shard) =>
        GrainFactory.GetGrain<IAuditCheckShardGrain>(CheckShardKey.Of(CheckShardKey.Check(_scope, check), generation, shard));

    private IAuditCheckGrain Book(CheckImport check) => GrainFactory.GetGrain<IAuditCheckGrain>(CheckShardKey.Check(_scope, check.Run.Check));

    /// <summary>The segment that begins at a token: the one that was fetched ahead, where it is that one.</summary>
    private async Task<ListedSegment> TakeAsync(string check, string? token, CancellationToken stopping)
    {
        var ahead = _ahead;
        _ahead = null;
        return ahead is { } fetched && fetched.Check == check && fetched.Token == token
            ? await fetched.Segment
            : await FetchAsync(check, token, stopping);
    }

    private async Task<ListedSegment> FetchAsync(string check, string? token, CancellationToken stopping)
    {
        var findings = new List<ListedFinding>();
        for (var page = 0; page < PagesInSegment; page++)
        {
            var listed = await api.ListFindingsAsync(_scope, _taskId, check, token, stopping);
            foreach (var finding in listed.Findings)
            {
                findings.Add(finding.Resource.Kind == ResourceKinds.IssuerCertificate && finding.Related.IsEmpty
                    ? finding with { Related = await api.ListRelatedAsync(_scope, finding.FindingId, MostRelated, stopping) }
                    : finding);
            }

            if (listed.NextToken is null)
            {
                return new ListedSegment(findings, null);
            }

            if (listed.NextToken == token)
            {
                throw new InvalidOperationException("ListAuditFindings answered with the token it was asked with; it would never end.");
            }

            token = listed.NextToken;
        }

        return new ListedSegment(findings, token);
    }

    private static RunStamp Stamp(AuditRun run, CheckImport check) => new()
    {
        TaskId = run.TaskId,
        StartedAt = run.StartedAt,
        Type = run.Type,
        Schedule = run.Schedule,
        Segment = check.Segment,
        CutSegment = check.CutSegment,
    };

    /// <summary>Notes, before its first effect, that a segment is attempted: whoever finds it so does it again, whatever has become of the run.</summary>
    private async Task<CheckImport> AttemptAsync(CheckImport check, CheckImport known, CancellationToken stopping)
    {
        var attempted = check with { Attempted = check.Segment };
        if (attempted != known)
        {
            await PutAsync(known, attempted, stopping);
        }

        return attempted;
    }

    private Task<AuditImport> PutAsync(CheckImport check, CheckImport next, CancellationToken stopping) => UpdateAsync(
        state =>
        {
            var changed = state with { Checks = state.Checks.Replace(check, next) };
            return changed.DueMs == state.DueMs ? changed : changed with { DueRevision = state.DueRevision + 1 };
        },
        stopping);

    private void LogProgress(AuditImport state)
    {
        if (_loggedAt is { } last && Clock.GetElapsedTime(last) < LogInterval)
        {
            return;
        }

        _loggedAt = Clock.GetTimestamp();
        LogProgress(
            _taskId,
            _scope,
            state.Checks.Count(static check => check.IsOver),
            state.Checks.Length,
            state.Checks.Sum(static check => check.Listed),
            state.Checks.Sum(static check => check.Changed),
            state.Delivered,
            _rate.PerSecond());
    }

    [LoggerMessage(LogLevel.Information, "Audit {TaskId} of {Scope}: {Done} of {Checks} checks done, {Listed} findings listed, {Changed} changed, {Delivered} delivered, {Rate:F0} a second")]
    private partial void LogProgress(string taskId, AccountRegion scope, int done, int checks, long listed, long changed, long delivered, double rate);

    [LoggerMessage(LogLevel.Information, "Audit {TaskId} of {Scope} is imported: {Listed} findings listed, {Changed} changed")]
    private partial void LogDone(string taskId, AccountRegion scope, long listed, long changed);

    [LoggerMessage(LogLevel.Warning, "Audit {TaskId} of {Scope}: {Check} lists {Listed} resources and counts {Counted}; nothing of it is resolved")]
    private partial void LogIncomplete(string taskId, AccountRegion scope, string check, long listed, long counted);

    [LoggerMessage(LogLevel.Warning, "Audit {TaskId} of {Scope}: the list of {Check} is read from its beginning again: {Reason}")]
    private partial void LogAgain(string taskId, AccountRegion scope, string check, string reason);

    [LoggerMessage(LogLevel.Warning, "Audit {TaskId} of {Scope}: AWS IoT does not list {Check}, and is asked again until it does: {Reason}")]
    private partial void LogRefused(string taskId, AccountRegion scope, string check, string reason);

    [LoggerMessage(LogLevel.Warning, "Audit {TaskId} of {Scope}: AWS IoT no longer lists {Check}: {Reason}")]
    private partial void LogGone(string taskId, AccountRegion scope, string check, string reason);
}
