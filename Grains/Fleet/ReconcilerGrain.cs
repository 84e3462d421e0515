using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Orleans.Concurrency;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>The grain of a reconciler.</summary>
/// <remarks>
/// What differs is healed by causes of the ordinary kind: the missed event, the missed run, the missed word. Absence proves nothing beyond the 30 days that AWS
/// keeps violations, nor after a list that was not read to its end.
/// </remarks>
[Reentrant]
internal sealed partial class ReconcilerGrain(
    [PersistentState("reconciler", GrainStorageNames.Audits)] IPersistentState<ReconcilerState> storage,
    IAuditApi audits,
    IDeviceDefenderApi violations,
    IWatchList watchList,
    IConsequenceQueues queues,
    ResourceEffects effects,
    IOptions<ReconcileOptions> options,
    IDueList dueList,
    TimeProvider time,
    ILogger<ReconcilerGrain> logger)
    : WorkingGrain<ReconcilerState>(storage, ReconcilerState.Empty, dueList, DueKind.Reconciler, time, logger), IReconcilerGrain
{
    private const int MostSpreads = 100;
    private const int MostSuppressions = 1_000;
    private const int MostTasks = 2_000;
    private const int MostClosings = 10_000;
    private const int MostActive = 2_000_000;
    private const int PageSize = 500;
    private const int Batch = 250;
    private const int Parallelism = 32;
    private const int MostFailures = 4;

    // AWS may refuse a listing that begins before what it keeps: an hour covers clocks that differ.
    private static readonly TimeSpan AuditReach = TimeSpan.FromDays(90) - TimeSpan.FromHours(1);
    private static readonly TimeSpan ViolationReach = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);

    // A run that began before the last reconciliation may have ended after it: a large audit takes hours.
    private static readonly TimeSpan AuditOverlap = TimeSpan.FromDays(2);

    // An event may be on its way while AWS IoT already lists what it made of it.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private int _failures;

    private AccountRegion Scope => AccountRegion.Parse(this.GetPrimaryKeyString());

    private DateTimeOffset Now => Clock.GetUtcNow();

    /// <inheritdoc/>
    public async ValueTask Schedule(CancellationToken cancellationToken) => await OwnAsync(
        await UpdateAsync(
            state => state.NextMs is not null ? state : state with { NextMs = Now.ToUnixTimeMilliseconds(), Revision = state.Revision + 1 }, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask Request(CancellationToken cancellationToken) => await OwnAsync(
        await UpdateAsync(state => state.IsRequested ? state : state with { IsRequested = true, Revision = state.Revision + 1 }, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask Spread(ProfileCauses causes, CancellationToken cancellationToken)
    {
        var state = await UpdateAsync(
            known => known.Spread.Contains(causes.EventId) || known.Spreads.Length >= MostSpreads
                ? known
                : known with
                {
                    Revision = known.Revision + 1,
                    Spreads = known.Spreads.Add(new ProfileSpread(causes)),
                    Spread = [.. known.Spread.TakeLast(MostSpreads * 2), causes.EventId],
                },
            cancellationToken);
        if (!state.Spread.Contains(causes.EventId))
        {
            throw new InvalidOperationException($"More than {MostSpreads} changes of security profiles wait to be spread.");
        }

        await OwnAsync(state, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ReconcilerView> Describe(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        return new ReconcilerView
        {
            IsRunning = state.Phase != ReconcilePhase.Idle || state.IsRequested,
            StartedAt = Moment(state.StartedMs),
            EndedAt = Moment(state.EndedMs),
            NextAt = Moment(state.NextMs),
            ActiveViolations = state.Figures.ActiveViolations,
            OpenedAlarms = state.Figures.OpenedAlarms,
            ClosedAlarms = state.Figures.ClosedAlarms,
            MissedAudits = state.Figures.MissedAudits,
            NewSuppressions = state.Figures.NewSuppressions,
            EndedSuppressions = state.Figures.EndedSuppressions,
            Trouble = Trouble ?? state.Figures.Trouble,
        };
    }

    /// <inheritdoc/>
    protected override (DateTimeOffset? DueAt, long Revision) Due(ReconcilerState state) =>
        (state.Phase != ReconcilePhase.Idle || state.IsRequested || !state.Spreads.IsEmpty ? DateTimeOffset.UnixEpoch : Moment(state.NextMs), state.Revision);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var state = await StateAsync(stopping);
        if (!state.Spreads.IsEmpty)
        {
            await SpreadAsync(state.Spreads[0], stopping);
            return true;
        }

        if (state.Phase == ReconcilePhase.Idle)
        {
            if (!state.IsRequested && !(Moment(state.NextMs) <= Now))
            {
                return false;
            }

            await UpdateAsync(
                known => known with
                {
                    Revision = known.Revision + 1,
                    Phase = ReconcilePhase.Audits,
                    StartedMs = Now.ToUnixTimeMilliseconds(),
                    IsRequested = false,
                    Figures = ReconcileFigures.None,
                },
                stopping);
            return true;
        }

        try
        {
            state = state.Phase switch
            {
                ReconcilePhase.Audits => await AuditsAsync(state, stopping),
                ReconcilePhase.Suppressions => await SuppressionsAsync(state, stopping),
                _ => await ViolationsAsync(state, stopping),
            };
            _failures = 0;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && ++_failures >= MostFailures)
        {
            // One list that is not to be had keeps nobody from comparing the others; the next run asks for it again.
            _failures = 0;
            LogSkipped(exception, Scope, state.Phase);
            state = state with
            {
                Figures = state.Figures with { Trouble = $"{state.Phase}: {exception.GetType().Name}: {exception.Message}" },
            };
        }

        await NextAsync(state, stopping);
        return true;
    }

    /// <summary>Keeps what a phase found, and goes on to the next.</summary>
    private async Task NextAsync(ReconcilerState found, CancellationToken stopping)
    {
        var next = found.Phase == ReconcilePhase.Violations ? ReconcilePhase.Idle : found.Phase + 1;
        var ended = Now;
        await UpdateAsync(
            known => known with
            {
                Revision = known.Revision + 1,
                Phase = next,
                Figures = found.Figures,
                Suppressions = found.Suppressions,
                AuditsKnownMs = found.AuditsKnownMs,
                EndedMs = next == ReconcilePhase.Idle ? ended.ToUnixTimeMilliseconds() : known.EndedMs,
                NextMs = next == ReconcilePhase.Idle ? (ended + TimeSpan.FromMinutes(options.Value.IntervalMinutes)).ToUnixTimeMilliseconds() : known.NextMs,
            },
            stopping);
        if (next == ReconcilePhase.Idle)
        {
            var figures = found.Figures;
            LogDone(
                Scope,
                figures.ActiveViolations,
                figures.OpenedAlarms,
                figures.ClosedAlarms,
                figures.MissedAudits,
                figures.NewSuppressions,
                figures.EndedSuppressions);
        }
    }

    /// <summary>Imports audit runs whose notification never came.</summary>
    private async Task<ReconcilerState> AuditsAsync(ReconcilerState state, CancellationToken stopping)
    {
        var now = Now;
        var reach = now - AuditReach;
        var from = Moment(state.AuditsKnownMs) is { } known && known - AuditOverlap > reach ? known - AuditOverlap : reach;
        var log = GrainFactory.GetGrain<IAuditLogGrain>(Scope.ToString());
        var here = (await log.List(stopping)).Select(static run => run.TaskId).ToHashSet(StringComparer.Ordinal);
        var runs = new List<AuditRun>();
        await foreach (var taskId in audits.ListTasksAsync(Scope, from, now, stopping))
        {
            if (!here.Contains(taskId) && runs.Count < MostTasks && await audits.DescribeTaskAsync(Scope, taskId, stopping) is { } run && HasEnded(run))
            {
                runs.Add(run);
            }
        }

        // Of each check only the latest run speaks of the present: the first time there may be a quarter of a year of them. A run whose notification is on its way
        // may be started twice, which changes nothing.
        var spoken = new HashSet<string>(StringComparer.Ordinal);
        var missed = 0;
        foreach (var run in runs.OrderByDescending(static run => run.StartedAt))
        {
            var speaks = false;
            foreach (var check in run.Checks.Where(static check => check.IsCompleted))
            {
                speaks |= spoken.Add(check.Check);
            }

            if (speaks)
            {
                missed++;
                await GrainFactory.GetGrain<IAuditTaskGrain>($"{Scope}/{run.TaskId}").Start(run, stopping);
            }
            else
            {
                await log.Add(new AuditLogEntry(run.TaskId, run.StartedAt, run.Type, run.Schedule), stopping);
            }
        }

        return state with { AuditsKnownMs = now.ToUnixTimeMilliseconds(), Figures = state.Figures with { MissedAudits = missed } };
    }

    private static bool HasEnded(AuditRun run) => run.Status is "COMPLETED" or "FAILED" or "CANCELED";

    /// <summary>Applies suppressions whose event never came, and lifts those that AWS IoT no longer lists.</summary>
    private async Task<ReconcilerState> SuppressionsAsync(ReconcilerState state, CancellationToken stopping)
    {
        var now = Now;
        var listed = new HashSet<ListedSuppression>();
        var isWhole = true;
        var found = 0;
        var ended = 0;
        await foreach (var suppression in audits.ListSuppressionsAsync(Scope, now, stopping))
        {
            if (listed.Count < MostSuppressions)
            {
                listed.Add(new ListedSuppression(suppression.Check, suppression.Resource));
            }
            else
            {
                isWhole = false;
            }

            var view = await Resource(suppression.Resource).Describe(stopping);
            if (view?.Suppressions.FirstOrDefault(known => known.Check == suppression.Check) is { } known && (known.Until == suppression.Until || known.Since >= now))
            {
                continue;
            }

            found++;
            await SuppressAsync(suppression, stopping);
        }

        // Where the list is longer than what is remembered nobody knows what it no longer holds: the next audit says it with each finding.
        foreach (var gone in isWhole ? state.Suppressions.Where(known => !listed.Contains(known)) : [])
        {
            var view = await Resource(gone.Resource).Describe(stopping);
            if (view?.Suppressions.Any(known => known.Check == gone.Check && known.Since < now - Settling) == true)
            {
                ended++;
                await SuppressAsync(
                    new SuppressionEvent
                    {
                        Check = gone.Check,
                        Resource = gone.Resource,
                        IsSuppressed = false,
                        Time = now,
                        EventId = $"list:{now.ToUnixTimeMilliseconds()}",
                    },
                    stopping);
            }
        }

        return state with
        {
            Suppressions = isWhole ? [.. listed] : [],
            Figures = state.Figures with { NewSuppressions = found, EndedSuppressions = ended },
        };
    }

    private async Task SuppressAsync(SuppressionEvent suppression, CancellationToken stopping)
    {
        var consequences = await Resource(suppression.Resource)
            .Apply(new ResourceCauses { Resource = suppression.Resource, Suppressions = [suppression] }, stopping);
        await effects.CarryOutAsync(Scope, [(suppression.Resource, consequences)], stopping);
    }

    /// <summary>Opens alarms whose in-alarm event never came, and closes those that AWS IoT no longer lists.</summary>
    private async Task<ReconcilerState> ViolationsAsync(ReconcilerState state, CancellationToken stopping)
    {
        var begun = Now;
        var active = new HashSet<ulong>();
        long listed = 0;
        long opened = 0;
        var batch = new List<ScannedEvent>(Batch);
        await foreach (var violation in violations.ListActiveViolationsAsync(Scope, stopping))
        {
            listed++;
            if (active.Count < MostActive)
            {
                active.Add(Hash(violation.Event.ViolationId));
            }

            batch.Add(violation);
            if (batch.Count == Batch)
            {
                opened += await OpenAsync(batch, stopping);
                batch.Clear();
            }
        }

        opened += await OpenAsync(batch, stopping);
        var closed = listed <= MostActive ? await CloseAsync(active, begun, stopping) : 0;
        return state with { Figures = state.Figures with { ActiveViolations = listed, OpenedAlarms = opened, ClosedAlarms = closed } };
    }

    private async Task<int> OpenAsync(List<ScannedEvent> batch, CancellationToken stopping)
    {
        var opened = 0;
        await EachAsync(
            batch.GroupBy(static violation => violation.ThingName),
            async (thing, token) =>
            {
                var key = new ThingKey(Scope, thing.Key).ToString();
                var grain = GrainFactory.GetGrain<IThingGrain>(key);
                var view = await grain.Describe(token);

                // An episode that is known is as it should be, or its closing has come meanwhile.
                var missing = thing
                    .Where(violation => view?.Alarms.Any(alarm =>
                        alarm.ViolationId == violation.Event.ViolationId
                        || (alarm.Profile == violation.Event.Profile && alarm.Behavior == violation.Event.Behavior && alarm.LastEventAt > violation.Event.Time)) != true)
                    .Select(static violation => violation.Event)
                    .ToImmutableArray();
                if (missing.IsEmpty)
                {
                    return;
                }

                await ApplyAsync(key, new ThingCauses { Events = missing }, token);
                foreach (var violation in missing)
                {
                    await GrainFactory.GetGrain<IViolationGrain>($"{Scope}/{violation.ViolationId}")
                        .Record(new ViolationOwner(thing.Key, violation.Profile, violation.Behavior), token);
                }

                Interlocked.Add(ref opened, missing.Length);
            },
            stopping);
        return opened;
    }

    private async Task<int> CloseAsync(HashSet<ulong> active, DateTimeOffset begun, CancellationToken stopping)
    {
        var missing = new Dictionary<string, (string Thing, AlarmView Alarm)>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await watchList.QueryAsync(new WatchQuery { IsOpen = true, Cursor = cursor, Limit = PageSize }, stopping);
            cursor = page.Cursor;
            await EachAsync(
                page.Rows.Where(row => row.Thing.Scope == Scope),
                async (row, token) =>
                {
                    if (await GrainFactory.GetGrain<IThingGrain>(row.Thing.ToString()).Describe(token) is not { } view)
                    {
                        return;
                    }

                    foreach (var alarm in view.Alarms)
                    {
                        if (alarm.IsOpen && alarm.LastEventAt < begun - Settling && alarm.LastEventAt > begun - ViolationReach && !active.Contains(Hash(alarm.ViolationId)))
                        {
                            lock (missing)
                            {
                                if (missing.Count < MostClosings)
                                {
                                    missing.TryAdd(alarm.ViolationId, (row.Thing.Name, alarm));
                                }
                            }
                        }
                    }
                },
                stopping);
        }
        while (cursor is not null);

        if (missing.Count == 0)
        {
            return 0;
        }

        // How they ended stands in the list of events. Where it does not, all that is known is that AWS IoT sees no violation any more: no evidence of health.
        var closings = new Dictionary<string, DetectEvent>(StringComparer.Ordinal);
        await foreach (var scanned in violations.ListViolationEventsAsync(Scope, missing.Values.Min(static entry => entry.Alarm.LastEventAt), begun, stopping))
        {
            if (scanned.Event.Kind != TransitionKind.InAlarm && missing.ContainsKey(scanned.Event.ViolationId))
            {
                closings[scanned.Event.ViolationId] = scanned.Event;
            }
        }

        await EachAsync(
            missing.GroupBy(static entry => entry.Value.Thing),
            async (thing, token) => await ApplyAsync(
                new ThingKey(Scope, thing.Key).ToString(),
                new ThingCauses
                {
                    Events =
                    [
                        .. thing.Select(entry => closings.GetValueOrDefault(entry.Key) ?? new DetectEvent
                        {
                            Profile = entry.Value.Alarm.Profile,
                            Behavior = entry.Value.Alarm.Behavior,
                            Kind = TransitionKind.Invalidated,
                            Time = begun,
                            ViolationId = entry.Key,
                        }),
                    ],
                },
                token),
            stopping);
        return missing.Count;
    }

    /// <summary>Brings causes to the next page of things that have an open alarm of their profile.</summary>
    private async Task SpreadAsync(ProfileSpread spread, CancellationToken stopping)
    {
        var causes = spread.Causes;
        var profile = causes.Withdrawal?.Profile ?? causes.Mitigation?.Profile;
        var behavior = causes.Mitigation?.Behavior;
        var page = await watchList.QueryAsync(new WatchQuery { IsOpen = true, Cursor = spread.Cursor, Limit = PageSize }, stopping);
        await EachAsync(
            page.Rows.Where(row => row.Thing.Scope == Scope),
            async (row, token) =>
            {
                var key = row.Thing.ToString();
                var view = await GrainFactory.GetGrain<IThingGrain>(key).Describe(token);
                if (view?.Alarms.Any(alarm => alarm.IsOpen && alarm.Profile == profile && (behavior is null || alarm.Behavior == behavior)) == true)
                {
                    await ApplyAsync(
                        key,
                        new ThingCauses
                        {
                            Withdrawals = causes.Withdrawal is { } withdrawal ? [withdrawal] : [],
                            Mitigations = causes.Mitigation is { } mitigation ? [mitigation] : [],
                        },
                        token);
                }
            },
            stopping);
        await UpdateAsync(
            state => state with
            {
                Revision = state.Revision + 1,
                Spreads = page.Cursor is { } next ? state.Spreads.Replace(spread, spread with { Cursor = next }) : state.Spreads.Remove(spread),
            },
            stopping);
    }

    private async Task ApplyAsync(string thing, ThingCauses causes, CancellationToken cancellationToken)
    {
        var consequences = await GrainFactory.GetGrain<IThingGrain>(thing).Apply(causes, cancellationToken);
        if (!consequences.Deliveries.IsEmpty)
        {
            await queues.DeliverAsync([(OwnerKind.Thing, thing, consequences.Deliveries)], cancellationToken);
        }
    }

    private IResourceGrain Resource(ResourceIdentifier resource) => GrainFactory.GetGrain<IResourceGrain>(ResourceKey.Of(Scope, resource).ToString());

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> body, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current },
            body);

    private static ulong Hash(string violationId) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(violationId.AsSpan()));

    private static DateTimeOffset? Moment(long? ms) => ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    [LoggerMessage(LogLevel.Information, "{Scope} is reconciled with AWS IoT: {Active} active violations, {Opened} alarms opened and {Closed} closed, {Audits} audits imported, {Found} suppressions found and {Ended} ended")]
    private partial void LogDone(AccountRegion scope, long active, long opened, long closed, long audits, long found, long ended);

    [LoggerMessage(LogLevel.Warning, "{Phase} of {Scope} could not be compared with AWS IoT; the next reconciliation tries again")]
    private partial void LogSkipped(Exception exception, AccountRegion scope, ReconcilePhase phase);
}
