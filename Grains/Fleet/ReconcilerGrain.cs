using System.Collections.Concurrent;
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
    private const int MostEntries = 1_000;
    private const int PageSize = 500;
    private const int Batch = 250;
    private const int Parallelism = 32;
    private const int MostFailures = 4;

    // Of a whole phase. More are no exception any more: the phase is tried again, as when a list is not to be had.
    private const int MostPassedOver = 20;
    private const int MostReasonCharacters = 256;

    // AWS may refuse a listing that begins before what it keeps: an hour covers clocks that differ.
    private static readonly TimeSpan AuditReach = TimeSpan.FromDays(90) - TimeSpan.FromHours(1);
    private static readonly TimeSpan ViolationReach = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);

    // A run that began before the last reconciliation may have ended after it: a large audit takes hours.
    private static readonly TimeSpan AuditOverlap = TimeSpan.FromDays(2);

    // An event may be on its way while AWS IoT already lists what it made of it.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    private int _failures;
    private int _passedOver;
    private string? _passedOverReason;

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
            Trouble = Trouble ?? state.Figures.Trouble ?? Waiting(state),
        };
    }

    /// <inheritdoc/>
    protected override (DateTimeOffset? DueAt, long Revision) Due(ReconcilerState state) => (Moment(state.DueMs), state.Revision);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var state = await StateAsync(stopping);
        var now = Now;
        if (state.Pending.Any(causes => IsReady(causes, now)))
        {
            await CarryOutAsync(stopping);
            return true;
        }

        if (!state.HasRoom)
        {
            return await WaitShortlyAsync(stopping);
        }

        if (!state.Spreads.IsEmpty)
        {
            await SpreadAsync(state.Spreads[0], stopping);
            return true;
        }

        if (state.Phase == ReconcilePhase.Idle)
        {
            if (!state.IsRequested && !(Moment(state.NextMs) <= now))
            {
                return await WaitShortlyAsync(stopping);
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

        Func<ReconcilerState, ReconcilerState> found;
        (_passedOver, _passedOverReason) = (0, null);
        try
        {
            found = state.Phase switch
            {
                ReconcilePhase.Audits => await AuditsAsync(state, stopping),
                ReconcilePhase.Suppressions => await SuppressionsAsync(state, stopping),
                _ => await ViolationsAsync(stopping),
            };
            _failures = 0;
            if (_passedOver > 0)
            {
                var trouble = $"{state.Phase}: {_passedOver} could not be compared: {_passedOverReason}";
                LogPassedOver(Scope, trouble);
                var compared = found;
                found = known => compared(known) is var next ? next with { Figures = next.Figures.With(trouble) } : known;
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && ++_failures >= MostFailures)
        {
            // One list that is not to be had keeps nobody from comparing the others; the next run asks for it again.
            _failures = 0;
            LogSkipped(exception, Scope, state.Phase);
            found = known => known with { Figures = known.Figures.With($"{known.Phase}: {exception.GetType().Name}: {exception.Message}") };
        }

        await NextAsync(found, stopping);
        return true;
    }

    /// <summary>Keeps what a phase found, and goes on to the next.</summary>
    private async Task NextAsync(Func<ReconcilerState, ReconcilerState> found, CancellationToken stopping)
    {
        var ended = Now;
        var state = await UpdateAsync(
            known =>
            {
                var next = found(known) with
                {
                    Revision = known.Revision + 1,
                    Phase = known.Phase == ReconcilePhase.Violations ? ReconcilePhase.Idle : known.Phase + 1,
                };
                return next.Phase == ReconcilePhase.Idle
                    ? next with
                    {
                        EndedMs = ended.ToUnixTimeMilliseconds(),
                        NextMs = (ended + TimeSpan.FromMinutes(options.Value.IntervalMinutes)).ToUnixTimeMilliseconds(),
                    }
                    : next;
            },
            stopping);
        if (state.Phase == ReconcilePhase.Idle)
        {
            var figures = state.Figures;
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
    private async Task<Func<ReconcilerState, ReconcilerState>> AuditsAsync(ReconcilerState state, CancellationToken stopping)
    {
        var now = Now;
        var reach = now - AuditReach;
        var from = Moment(state.AuditsKnownMs) is { } known && known - AuditOverlap > reach ? known - AuditOverlap : reach;
        var log = GrainFactory.GetGrain<IAuditLogGrain>(Scope.ToString());
        var here = (await log.List(stopping)).Select(static run => run.TaskId).ToHashSet(StringComparer.Ordinal);

        // Of each check only the latest run speaks of the present: the first time there may be a quarter of a year of them, of which no more than that is kept.
        var latest = new Dictionary<string, AuditRun>(StringComparer.Ordinal);
        var entries = new PriorityQueue<AuditLogEntry, DateTimeOffset>();
        await foreach (var taskId in audits.ListTasksAsync(Scope, from, now, stopping))
        {
            if (here.Contains(taskId) || await audits.DescribeTaskAsync(Scope, taskId, stopping) is not { } run || !HasEnded(run))
            {
                continue;
            }

            entries.Enqueue(new AuditLogEntry(run.TaskId, run.StartedAt, run.Type, run.Schedule), run.StartedAt);
            if (entries.Count > MostEntries)
            {
                entries.Dequeue();
            }

            foreach (var check in run.Checks.Where(static check => check.IsCompleted))
            {
                if (!latest.TryGetValue(check.Check, out var other) || other.StartedAt < run.StartedAt)
                {
                    latest[check.Check] = run;
                }
            }
        }

        // First those that say nothing: were one that speaks in the log already when this is done again, an older one would seem to speak in its place.
        var speaking = latest.Values.DistinctBy(static run => run.TaskId).OrderByDescending(static run => run.StartedAt).ToList();
        while (entries.TryDequeue(out var entry, out _))
        {
            if (speaking.All(run => run.TaskId != entry.TaskId))
            {
                await log.Add(entry, stopping);
            }
        }

        foreach (var run in speaking)
        {
            // One whose notification is on its way may be started twice, which changes nothing.
            await GrainFactory.GetGrain<IAuditTaskGrain>($"{Scope}/{run.TaskId}").Start(run, stopping);
            await UpdateAsync(static state => state with { Figures = state.Figures with { MissedAudits = state.Figures.MissedAudits + 1 } }, stopping);
        }

        return state => state with { AuditsKnownMs = now.ToUnixTimeMilliseconds() };
    }

    private static bool HasEnded(AuditRun run) => run.Status is "COMPLETED" or "FAILED" or "CANCELED";

    /// <summary>Applies suppressions whose event never came, and lifts those that AWS IoT no longer lists.</summary>
    private async Task<Func<ReconcilerState, ReconcilerState>> SuppressionsAsync(ReconcilerState state, CancellationToken stopping)
    {
        var now = Now;
        var listed = new HashSet<ListedSuppression>();
        var isWhole = true;
        var batch = new List<SuppressionEvent>(Batch);
        await foreach (var suppression in audits.ListSuppressionsAsync(Scope, now, stopping))
        {
            isWhole &= listed.Count < MostSuppressions;
            if (isWhole)
            {
                listed.Add(new ListedSuppression(suppression.Check, suppression.Resource));
            }

            // One that has ended is still listed; it is in force nowhere, and so it is not missing.
            if (suppression.Until is { } until && until <= now)
            {
                continue;
            }

            batch.Add(suppression);
            if (batch.Count == Batch)
            {
                await SuppressAsync(batch, now, stopping);
                batch.Clear();
            }
        }

        await SuppressAsync(batch, now, stopping);

        // Where the list is longer than what is remembered nobody knows what it no longer holds: the next audit says it with each finding.
        foreach (var gone in isWhole ? state.Suppressions.Where(known => !listed.Contains(known)).Chunk(Batch) : [])
        {
            await LiftAsync(gone, now, stopping);
        }

        return known => known with { Suppressions = isWhole ? [.. listed] : [] };
    }

    private async Task SuppressAsync(List<SuppressionEvent> batch, DateTimeOffset now, CancellationToken stopping)
    {
        var missing = new ConcurrentBag<PendingCauses>();
        await CompareAsync(
            batch,
            async (suppression, token) =>
            {
                var view = await Resource(suppression.Resource).Describe(token);
                if (view?.Suppressions.Any(known => known.Check == suppression.Check && (known.Until == suppression.Until || known.Since >= now)) != true)
                {
                    missing.Add(PendingCauses.Of(suppression));
                }
            },
            stopping);
        await HealAsync([.. missing], static (figures, count) => figures with { NewSuppressions = figures.NewSuppressions + count }, stopping);
    }

    private async Task LiftAsync(IEnumerable<ListedSuppression> gone, DateTimeOffset now, CancellationToken stopping)
    {
        var missing = new ConcurrentBag<PendingCauses>();
        await CompareAsync(
            gone,
            async (suppression, token) =>
            {
                var view = await Resource(suppression.Resource).Describe(token);
                if (view?.Suppressions.Any(known => known.Check == suppression.Check && known.Since < now - Settling) == true)
                {
                    missing.Add(PendingCauses.Of(new SuppressionEvent
                    {
                        Check = suppression.Check,
                        Resource = suppression.Resource,
                        IsSuppressed = false,
                        Time = now,
                        EventId = $"list:{now.ToUnixTimeMilliseconds()}",
                    }));
                }
            },
            stopping);
        await HealAsync([.. missing], static (figures, count) => figures with { EndedSuppressions = figures.EndedSuppressions + count }, stopping);
    }

    /// <summary>Opens alarms whose in-alarm event never came, and closes those that AWS IoT no longer lists.</summary>
    private async Task<Func<ReconcilerState, ReconcilerState>> ViolationsAsync(CancellationToken stopping)
    {
        var begun = Now;
        var active = new HashSet<ulong>();
        long listed = 0;
        long unreadable = 0;
        var batch = new List<ScannedEvent>(Batch);
        await foreach (var violation in violations.ListActiveViolationsAsync(Scope, stopping))
        {
            listed++;
            if (violation is null)
            {
                unreadable++;
                continue;
            }

            if (active.Count <= options.Value.MostActive)
            {
                active.Add(Hash(violation.Event.ViolationId));
            }

            batch.Add(violation);
            if (batch.Count == Batch)
            {
                await OpenAsync(batch, begun, stopping);
                batch.Clear();
            }
        }

        await OpenAsync(batch, begun, stopping);
        if (active.Count > options.Value.MostActive)
        {
            return known => known with
            {
                Figures = (known.Figures with { ActiveViolations = listed })
                    .With($"There are more than {options.Value.MostActive} active violations; alarms that are not among them were left as they are."),
            };
        }

        if (unreadable > 0)
        {
            // Any alarm may be among them: absence proves nothing.
            return known => known with
            {
                Figures = (known.Figures with { ActiveViolations = listed })
                    .With($"{unreadable} active violations lack what an alarm needs; alarms that AWS IoT does not list were left as they are."),
            };
        }

        // What there was no room for is for another run.
        var isWhole = await CloseAsync(active, begun, stopping);
        return known => known with { IsRequested = known.IsRequested || !isWhole, Figures = known.Figures with { ActiveViolations = listed } };
    }

    private async Task OpenAsync(List<ScannedEvent> batch, DateTimeOffset begun, CancellationToken stopping)
    {
        var missing = new ConcurrentBag<PendingCauses>();
        await CompareAsync(
            batch.GroupBy(static violation => violation.ThingName),
            async (thing, token) =>
            {
                var key = new ThingKey(Scope, thing.Key).ToString();
                var view = await GrainFactory.GetGrain<IThingGrain>(key).Describe(token);

                // An episode that is known is as it should be, or its closing has come meanwhile.
                var events = thing
                    .Where(violation => view?.Alarms.Any(alarm => alarm.ViolationId == violation.Event.ViolationId || IsLater(alarm, violation.Event)) != true)
                    .Select(static violation => violation.Event)
                    .Concat(thing.Select(violation => Reopening(violation.Event, view, begun)).OfType<DetectEvent>())
                    .ToImmutableArray();
                var words = thing.Select(violation => Word(violation, view, begun)).OfType<VerificationEvent>().ToImmutableArray();
                if (!events.IsEmpty || !words.IsEmpty)
                {
                    missing.Add(PendingCauses.Of(key, new ThingCauses { Events = events, Verifications = words }));
                }
            },
            stopping);
        await HealAsync(
            [.. missing],
            (figures, _) => figures with { OpenedAlarms = figures.OpenedAlarms + missing.Sum(static thing => thing.Things!.Events.Length) },
            stopping);
    }

    /// <summary>An episode that ended here for want of data, or by its absence from an earlier list, and that AWS IoT still lists as active: it is open.</summary>
    private static DetectEvent? Reopening(DetectEvent listed, ThingView? view, DateTimeOffset begun) =>
        view?.Alarms.FirstOrDefault(alarm => alarm.ViolationId == listed.ViolationId) is { LastTransition: TransitionKind.Invalidated } alarm
            && alarm.LastEventAt < begun - Settling
            // Just after the end that it takes back, so that a real end of later still counts.
            ? listed with { Time = alarm.LastEventAt.AddMilliseconds(1) }
            : null;

    private static bool IsLater(AlarmView alarm, DetectEvent listed) =>
        alarm.Profile == listed.Profile && alarm.Behavior == listed.Behavior && alarm.LastEventAt > listed.Time;

    /// <summary>What an analyst said of an active episode where that is not known here.</summary>
    private static VerificationEvent? Word(ScannedEvent listed, ThingView? view, DateTimeOffset begun)
    {
        var alarm = view?.Alarms.FirstOrDefault(alarm => alarm.Profile == listed.Event.Profile && alarm.Behavior == listed.Event.Behavior);
        if (listed.Verification is not { } word
            || (alarm is not null && alarm.ViolationId != listed.Event.ViolationId && IsLater(alarm, listed.Event))
            || (alarm?.ViolationId == listed.Event.ViolationId ? alarm.Verification : Verification.Unknown) == word)
        {
            return null;
        }

        // The act itself may be on its way: it goes before this, and tells who it was. A later word than a known one is an act that never came.
        var isKnown = alarm?.ViolationId == listed.Event.ViolationId && (alarm.Verification != Verification.Unknown || alarm.VerifiedBy is not null);
        var time = begun - Settling;
        return new VerificationEvent
        {
            ViolationId = listed.Event.ViolationId,
            State = word,
            Description = listed.VerificationNote,
            Time = time,
            EventId = $"list:{time.ToUnixTimeMilliseconds()}",
            IsNotified = !isKnown,
        };
    }

    /// <summary>Closes alarms that are open here and not active there.</summary>
    /// <returns>Whether there was room for all of them.</returns>
    private async Task<bool> CloseAsync(HashSet<ulong> active, DateTimeOffset begun, CancellationToken stopping)
    {
        var missing = new ConcurrentDictionary<string, (ThingKey Thing, AlarmView Alarm)>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await watchList.WalkOpenAsync(Scope, after, PageSize, stopping);
            after = page.Count == PageSize ? page[^1].Name : null;
            await CompareAsync(
                page,
                async (thing, token) =>
                {
                    var view = await GrainFactory.GetGrain<IThingGrain>(thing.ToString()).Describe(token);
                    foreach (var alarm in view?.Alarms ?? [])
                    {
                        if (alarm.IsOpen && alarm.LastEventAt < begun - Settling && alarm.LastEventAt > begun - ViolationReach && !active.Contains(Hash(alarm.ViolationId)))
                        {
                            missing.TryAdd(alarm.ViolationId, (thing, alarm));
                        }
                    }
                },
                stopping);
        }
        while (after is not null && missing.Count < options.Value.MostClosings);

        if (missing.IsEmpty)
        {
            return true;
        }

        // How they ended stands in the list of events. Where it does not, all that is known is that AWS IoT sees no violation any more: no evidence of health.
        var closings = new Dictionary<string, List<DetectEvent>>(StringComparer.Ordinal);
        await foreach (var scanned in violations.ListViolationEventsAsync(Scope, missing.Values.Min(static entry => entry.Alarm.LastEventAt), begun, stopping))
        {
            var closing = scanned.Event;
            if (closing.Kind != TransitionKind.InAlarm && missing.TryGetValue(closing.ViolationId, out var entry) && closing.Time >= entry.Alarm.LastEventAt)
            {
                (closings.TryGetValue(closing.ViolationId, out var known) ? known : closings[closing.ViolationId] = []).Add(closing);
            }
        }

        foreach (var things in missing.GroupBy(static entry => entry.Value.Thing).Chunk(Batch))
        {
            await HealAsync(
                [
                    .. things.Select(thing => PendingCauses.Of(
                        thing.Key.ToString(),
                        new ThingCauses
                        {
                            Events =
                            [
                                .. thing.SelectMany(entry => closings.GetValueOrDefault(entry.Key) ??
                                [
                                    new DetectEvent
                                    {
                                        Profile = entry.Value.Alarm.Profile,
                                        Behavior = entry.Value.Alarm.Behavior,
                                        Kind = TransitionKind.Invalidated,
                                        Time = begun,
                                        ViolationId = entry.Key,
                                    },
                                ]),
                            ],
                        })),
                ],
                (figures, _) => figures with { ClosedAlarms = figures.ClosedAlarms + things.Sum(static thing => thing.Count()) },
                stopping);
        }

        return after is null;
    }

    /// <summary>Brings causes to the next page of things that have an open alarm of their profile.</summary>
    private async Task SpreadAsync(ProfileSpread spread, CancellationToken stopping)
    {
        var causes = spread.Causes;
        var profile = causes.Withdrawal?.Profile ?? causes.Mitigation?.Profile;
        var behavior = causes.Mitigation?.Behavior;
        var thingCauses = new ThingCauses
        {
            Withdrawals = causes.Withdrawal is { } withdrawal ? [withdrawal] : [],
            Mitigations = causes.Mitigation is { } mitigation ? [mitigation] : [],
        };
        var page = await watchList.WalkOpenAsync(Scope, spread.Cursor, PageSize, stopping);
        var wanted = new ConcurrentBag<PendingCauses>();
        await EachAsync(
            page,
            async (thing, token) =>
            {
                if (await IsAboutAsync(thing, token))
                {
                    wanted.Add(PendingCauses.Of(thing.ToString(), thingCauses));
                }
            },
            stopping);

        // What is pending is durable: the next page needs not wait for it.
        await UpdateAsync(
            state => state with
            {
                Revision = state.Revision + 1,
                Pending = [.. state.Pending, .. wanted],
                Spreads = page.Count == PageSize ? state.Spreads.SetItem(0, state.Spreads[0] with { Cursor = page[^1].Name }) : state.Spreads.RemoveAt(0),
            },
            stopping);

        async Task<bool> IsAboutAsync(ThingKey thing, CancellationToken token)
        {
            try
            {
                var view = await GrainFactory.GetGrain<IThingGrain>(thing.ToString()).Describe(token);
                return view?.Alarms.Any(alarm => alarm.IsOpen && alarm.Profile == profile && (behavior is null || alarm.Behavior == behavior)) == true;
            }
            catch (Exception) when (!token.IsCancellationRequested)
            {
                // It gets the causes once it answers: where they are not about it, they change nothing. The others do not wait for it.
                return true;
            }
        }
    }

    /// <summary>
    /// Applies causes and makes durable what follows. They are written down before: where that is cut off, what differs no longer tells what was still to follow.
    /// </summary>
    private async Task HealAsync(
        ImmutableArray<PendingCauses> causes, Func<ReconcileFigures, int, ReconcileFigures> count, CancellationToken stopping)
    {
        if (causes.IsEmpty)
        {
            return;
        }

        // What waits since an earlier comparison is replaced by what this one found of the same: so nobody fills the room with what he does not take.
        var found = causes.Select(static cause => cause.Found).ToHashSet(StringComparer.Ordinal);
        await UpdateAsync(
            known => known with
            {
                Pending = [.. known.Pending.Where(waiting => waiting.Found is null || !found.Contains(waiting.Found)), .. causes],
                Figures = count(known.Figures, causes.Length),
            },
            stopping);
        await CarryOutAsync(stopping);
        if (!(await StateAsync(stopping)).HasRoom)
        {
            throw new InvalidOperationException($"More than {ReconcilerState.MostWaiting} changes wait for the things and resources that they are for.");
        }
    }

    private static bool IsReady(PendingCauses causes, DateTimeOffset now) => !(causes.RetryMs > now.ToUnixTimeMilliseconds());

    private static string? Waiting(ReconcilerState state) =>
        state.Pending.FirstOrDefault(static causes => causes.Reason is not null) is { } first
            ? $"{state.Pending.Count(static causes => causes.Reason is not null)} changes wait for the thing or resource that they are for: {first.Reason}"
            : null;

    /// <summary>Carries out what is pending and not put off. What somebody does not take is put off, for longer each time; the rest does not wait for it.</summary>
    private async Task CarryOutAsync(CancellationToken stopping)
    {
        var now = Now;
        var causes = (await StateAsync(stopping)).Pending;
        var failures = new ConcurrentDictionary<int, string>();
        var deliveries = new ConcurrentBag<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)>();
        var consequences = new ConcurrentBag<(ResourceIdentifier Resource, ResourceConsequences Consequences)>();
        var contexts = new ConcurrentBag<(ThingKey Thing, Severity Severity)>();
        var refused = 0;
        await EachAsync(
            Enumerable.Range(0, causes.Length).Where(index => IsReady(causes[index], now)),
            async (index, token) =>
            {
                try
                {
                    await ApplyAsync(causes[index], token);
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    failures[index] = ReasonOf(exception);
                }
            },
            stopping);
        if (!deliveries.IsEmpty)
        {
            await queues.DeliverAsync(deliveries, stopping);
        }

        if (!contexts.IsEmpty)
        {
            await queues.DescribeAsync(contexts, stopping);
        }

        if (!consequences.IsEmpty)
        {
            await effects.CarryOutAsync(Scope, consequences, stopping);
        }

        if (refused > 0)
        {
            LogRefused(Scope, refused);
        }

        // Nothing but the work itself changes what is pending, so that the places are still the same.
        await UpdateAsync(
            known => known with
            {
                Revision = known.Revision + 1,
                Pending =
                [
                    .. known.Pending
                        .Select((pending, index) =>
                            !IsReady(pending, now) ? pending
                            : failures.TryGetValue(index, out var reason) && !pending.IsHopeless ? pending.Failed(reason, now)
                            : null)
                        .OfType<PendingCauses>(),
                ],
                Figures = known.Figures with { OpenedAlarms = known.Figures.OpenedAlarms - refused },
            },
            stopping);
        if (failures.Keys.Count(index => causes[index].Failures == 0) is > 0 and var put)
        {
            LogPutOff(Scope, put, failures.First().Value);
        }

        if (failures.Keys.Count(index => causes[index].IsHopeless) is > 0 and var given)
        {
            LogGivenUp(Scope, given, failures.First().Value);
        }

        async Task ApplyAsync(PendingCauses pending, CancellationToken token)
        {
            if (pending.Resource is { } resource)
            {
                consequences.Add((resource.Resource, await Resource(resource.Resource).Apply(resource, token)));
                return;
            }

            var answer = await GrainFactory.GetGrain<IThingGrain>(pending.Thing!).Apply(pending.Things!, token);
            if (!answer.Deliveries.IsEmpty)
            {
                deliveries.Add((OwnerKind.Thing, pending.Thing!, answer.Deliveries));
            }

            if (answer.WantsContext is { } severity)
            {
                contexts.Add((ThingKey.Parse(pending.Thing!), severity));
            }

            foreach (var opened in pending.Things!.Events.Where(static opened => opened.Kind == TransitionKind.InAlarm))
            {
                await GrainFactory.GetGrain<IViolationGrain>($"{Scope}/{opened.ViolationId}")
                    .Record(new ViolationOwner(ThingKey.Parse(pending.Thing!).Name, opened.Profile, opened.Behavior), token);
            }

            Interlocked.Add(ref refused, answer.Rejected.Count(static rejection => rejection.Kind == TransitionKind.InAlarm));
        }
    }

    private static string ReasonOf(Exception exception) => AsffText.Fit($"{exception.GetType().Name}: {exception.Message}", MostReasonCharacters);

    /// <summary>Compares each of what a list holds. One that cannot be compared is passed over, for the next reconciliation, as long as few are.</summary>
    private Task CompareAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> body, CancellationToken cancellationToken) =>
        EachAsync(
            items,
            async (item, token) =>
            {
                try
                {
                    await body(item, token);
                }
                catch (Exception exception) when (!token.IsCancellationRequested && Interlocked.Increment(ref _passedOver) <= MostPassedOver)
                {
                    _passedOverReason = ReasonOf(exception);
                }
            },
            cancellationToken);

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

    [LoggerMessage(LogLevel.Warning, "{Count} active violations of {Scope} were refused by their things; no alarm was opened for them")]
    private partial void LogRefused(AccountRegion scope, int count);

    [LoggerMessage(LogLevel.Warning, "{Scope} is reconciled with AWS IoT but for this, which the next reconciliation compares: {Trouble}")]
    private partial void LogPassedOver(AccountRegion scope, string trouble);

    [LoggerMessage(LogLevel.Warning, "{Count} changes of {Scope} wait for the thing or resource that they are for, and are tried again: {Reason}")]
    private partial void LogPutOff(AccountRegion scope, int count, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} changes of {Scope} were given up after a week in which the thing or resource did not take them; reconciliation finds what is still to be healed: {Reason}")]
    private partial void LogGivenUp(AccountRegion scope, int count, string reason);

    [LoggerMessage(LogLevel.Warning, "{Phase} of {Scope} could not be compared with AWS IoT; the next reconciliation tries again")]
    private partial void LogSkipped(Exception exception, AccountRegion scope, ReconcilePhase phase);
}
