using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Events;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>Replays recorded messages against one set of rules, by the code that runs in production, and counts what comes of it.</summary>
/// <remarks>
/// <para>
/// No clock and no I/O: the present is the time at which a message was received, and between two messages whatever is due is woken at the moment at which it is due.
/// The same messages always give the same counts. What is delivered has landed at once; groups across things are told the signals of five seconds together. Silences
/// are unknown, and so is what the registry says of things and what audits find.
/// </para>
/// <para>
/// Memory is bounded: things and groups by <see cref="BacktestSettings"/>, each of them by its own bounds, episodes by <see cref="MostEpisodes"/>. Things are never
/// forgotten, as in production, so that more of them than are allowed end the backtest (<see cref="Stopped"/>).
/// </para>
/// </remarks>
internal sealed class Backtest(RuleSet rules, BacktestSettings settings)
{
    /// <summary>Episodes whose things are remembered; a word on an older one is counted as about an unknown episode.</summary>
    public const int MostEpisodes = 2_000_000;

    // As often as the product looks for what is due, more or less: what is due still after it was woken.
    private const long AgainMs = 60_000;

    // In production what comes while a group is busy is told it together, and open fleet incidents are asked for every five seconds.
    private const long TogetherMs = 5_000;

    private readonly RuleMatch _match = new(rules);
    private readonly Dictionary<string, CorrelationRule> _across = rules.Correlations.Where(GroupSignals.IsAcross).ToDictionary(static rule => rule.Id, StringComparer.Ordinal);
    private readonly Dictionary<ThingKey, Entry> _things = [];
    private readonly Dictionary<CorrelationKey, Entry> _groups = [];
    private readonly Dictionary<AccountRegion, (Dictionary<CorrelationKey, Inhibition> Open, ImmutableArray<Inhibition> Sorted)> _inhibitions = [];
    private readonly SortedSet<Entry> _due = new(Comparer<Entry>.Create(static (left, right) =>
        left.DueMs == right.DueMs ? left.Number.CompareTo(right.Number) : left.DueMs < right.DueMs ? -1 : 1));

    private readonly RecentViolations _episodes = new(MostEpisodes);
    private readonly Dictionary<(AccountRegion Scope, string Episode), List<(long SinceMs, VerificationEvent? Word, AlarmMitigation? Mitigation)>> _waiting = [];
    private readonly Dictionary<string, BacktestCounts> _rules = new(StringComparer.Ordinal);
    private readonly Queue<(long SinceMs, (AccountRegion Scope, string Episode) Key)> _waitingOrder = new();
    private readonly long _patienceMs = (long)TimeSpan.FromHours(settings.Verdicts.UnknownViolationHours).TotalMilliseconds;
    private int _waitingCount;
    private long _numbers;
    private long _nowMs;
    private BacktestMessages _messages;

    /// <summary>What became of the messages. Words that still wait for their episode are counted as about unknown ones.</summary>
    public BacktestMessages Messages => _messages with { UnknownEpisodes = _messages.UnknownEpisodes + _waitingCount };

    /// <summary>The counts of everything.</summary>
    public BacktestCounts Total { get; private set; }

    /// <summary>The counts of rules, by id: what they opened, and the changes of findings that they brought about.</summary>
    public IReadOnlyDictionary<string, BacktestCounts> Rules => _rules;

    /// <summary>Why nothing more is taken, in a sentence; absent while that is not so.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Things that are known.</summary>
    public int ThingCount => _things.Count;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_nowMs);

    /// <summary>The counts of things; those of which nothing was counted are left out.</summary>
    public IEnumerable<KeyValuePair<ThingKey, BacktestCounts>> Things() =>
        _things.Where(static thing => !thing.Value.Counts.IsNone).Select(static thing => KeyValuePair.Create(thing.Key, thing.Value.Counts));

    /// <summary>Lets the time pass until a message was received, and takes it.</summary>
    /// <param name="at">When it was received. A time before an earlier one's counts as that one's: clocks are set back.</param>
    /// <param name="message">The message as the product's parser reads it.</param>
    /// <returns>Whether more may come; otherwise <see cref="Stopped"/> says why not.</returns>
    public bool Take(DateTimeOffset at, ParsedMessage message)
    {
        if (Stopped is not null)
        {
            return false;
        }

        Advance(Math.Max(_nowMs, at.ToUnixTimeMilliseconds()));
        _messages = _messages with { Total = _messages.Total + 1 };
        if (message.SpokenAt > Now + ThingCauses.MostFuture)
        {
            _messages = _messages with { Refused = _messages.Refused + 1 };
            return true;
        }

        switch (message)
        {
            case DetectNotification detect:
                Take(detect);
                break;
            case VerificationMessage verification:
                TakeWord(verification.Scope, verification.Event.ViolationId, verification.Event, null);
                break;
            case DetectMitigationMessage { ViolationIds: { IsEmpty: false } episodes } mitigation:
                foreach (var episode in episodes)
                {
                    TakeWord(mitigation.Scope, episode, null, new AlarmMitigation(episode, null, null, mitigation.Mitigation));
                }

                break;
            case DetectMitigationMessage mitigation:
                _messages = _messages with { Changes = _messages.Changes + 1 };
                Spread(
                    mitigation.Scope,
                    mitigation.Profile,
                    new ThingCauses { Mitigations = [new AlarmMitigation(null, mitigation.Profile, mitigation.Behavior, mitigation.Mitigation)] });
                break;
            case ThingWithdrawalMessage withdrawal:
                _messages = _messages with { Changes = _messages.Changes + 1 };
                if (Find(withdrawal.Thing) is { } thing)
                {
                    Step(thing, new ThingCauses { Withdrawals = [withdrawal.Event] });
                }

                break;
            case ProfileWithdrawalMessage withdrawal:
                _messages = _messages with { Changes = _messages.Changes + 1 };
                Spread(withdrawal.Scope, withdrawal.Event.Profile, new ThingCauses { Withdrawals = [withdrawal.Event] });
                break;
            case RegistryChangeMessage:
                _messages = _messages with { Registry = _messages.Registry + 1 };
                break;
            case AuditNotification or SuppressionMessage or AuditMitigationMessage or CertificateMessage:
                _messages = _messages with { Audits = _messages.Audits + 1 };
                break;
            case IgnoredMessage:
                _messages = _messages with { Ignored = _messages.Ignored + 1 };
                break;
            case UnreadableMessage:
                _messages = _messages with { Unreadable = _messages.Unreadable + 1 };
                break;
            default:
                throw new InvalidOperationException("The parser gave an answer of an unknown kind.");
        }

        return Stopped is null;
    }

    /// <summary>Tells groups what still waits for them. After it nothing more may come.</summary>
    public void Complete()
    {
        foreach (var group in _groups.Values.Where(static group => group.Pending.Count > 0).OrderBy(static group => group.Number).ToList())
        {
            StepGroup(group);
        }
    }

    private void Take(DetectNotification detect)
    {
        if (Find(detect.Thing) is not { } thing)
        {
            return;
        }

        var words = new List<VerificationEvent>();
        var mitigations = new List<AlarmMitigation>();
        if (detect.Verification is { } spoken && spoken.Time <= Now + ThingCauses.MostFuture)
        {
            words.Add(spoken);
        }

        DropExpired();
        if (_waiting.Remove((detect.Thing.Scope, detect.Event.ViolationId), out var waiting))
        {
            _waitingCount -= waiting.Count;
            _messages = _messages with { Words = _messages.Words + waiting.Count };
            words.AddRange(waiting.Select(static entry => entry.Word).OfType<VerificationEvent>());
            mitigations.AddRange(waiting.Select(static entry => entry.Mitigation).OfType<AlarmMitigation>());
        }

        var isRefused = Step(thing, new ThingCauses { Events = [detect.Event], Verifications = [.. words], Mitigations = [.. mitigations] });
        _messages = isRefused ? _messages with { Refused = _messages.Refused + 1 } : _messages with { Events = _messages.Events + 1 };
        if (!isRefused)
        {
            _episodes.Add(detect.Thing.Scope, detect.Event.ViolationId, detect.Thing.Name);
        }
    }

    private void TakeWord(AccountRegion scope, string episode, VerificationEvent? word, AlarmMitigation? mitigation)
    {
        if (_episodes.Find(scope, episode) is { } name && _things.TryGetValue(new ThingKey(scope, name), out var thing))
        {
            _messages = _messages with { Words = _messages.Words + 1 };
            Step(thing, new ThingCauses { Verifications = word is null ? [] : [word], Mitigations = mitigation is null ? [] : [mitigation] });
            return;
        }

        DropExpired();
        if (_waitingOrder.Count >= settings.MostWaiting)
        {
            _messages = _messages with { UnknownEpisodes = _messages.UnknownEpisodes + 1 };
            return;
        }

        // It may have come before its event, as in production, where it is tried again for a while.
        if (!_waiting.TryGetValue((scope, episode), out var waiting))
        {
            _waiting.Add((scope, episode), waiting = []);
        }

        waiting.Add((_nowMs, word, mitigation));
        _waitingOrder.Enqueue((_nowMs, (scope, episode)));
        _waitingCount++;
    }

    /// <summary>Gives up those words that have waited as long as the product would have them wait.</summary>
    private void DropExpired()
    {
        while (_waitingOrder.TryPeek(out var oldest) && _nowMs - oldest.SinceMs > _patienceMs)
        {
            _waitingOrder.Dequeue();
            if (_waiting.TryGetValue(oldest.Key, out var waiting) && waiting[0].SinceMs == oldest.SinceMs)
            {
                waiting.RemoveAt(0);
                _waitingCount--;
                _messages = _messages with { UnknownEpisodes = _messages.UnknownEpisodes + 1 };
                if (waiting.Count == 0)
                {
                    _waiting.Remove(oldest.Key);
                }
            }
        }
    }

    private void Spread(AccountRegion scope, string? profile, ThingCauses causes)
    {
        foreach (var (key, thing) in _things)
        {
            if (key.Scope == scope && thing.State.Alarms.Any(alarm => alarm.Profile == profile))
            {
                Step(thing, causes);
            }
        }
    }

    private Entry? Find(ThingKey key)
    {
        if (_things.TryGetValue(key, out var thing))
        {
            return thing;
        }

        if (_things.Count >= settings.MostThings)
        {
            Stopped = FormattableString.Invariant($"The records tell of more than {settings.MostThings} things, which is more than a backtest keeps in memory. Take fewer files.");
            return null;
        }

        _things.Add(key, thing = new Entry(_numbers++) { Thing = key });
        return thing;
    }

    /// <summary>Wakes what becomes due until a moment, each at its own.</summary>
    private void Advance(long toMs)
    {
        while (_due.Min is { } next && next.DueMs <= toMs && Stopped is null)
        {
            _due.Remove(next);
            _nowMs = Math.Max(_nowMs, next.DueMs!.Value);
            next.DueMs = null;
            if (next.Thing is not null)
            {
                Step(next, null);
            }
            else
            {
                StepGroup(next);
            }
        }

        _nowMs = Math.Max(_nowMs, toMs);
    }

    /// <summary>Gives a thing its causes, or wakes it where there are none.</summary>
    /// <returns>Whether it refused an event.</returns>
    private bool Step(Entry entry, ThingCauses? causes)
    {
        var (key, before, now) = (entry.Thing!.Value, entry.State, Now);
        var context = before.Context ?? ThingContext.None;
        var inhibitions = _inhibitions.TryGetValue(key.Scope, out var known) ? known.Sorted : [];
        var thingRules = new ThingRules
        {
            Match = _match,
            Settings = settings.Engine,
            Withholder = inhibitions.IsEmpty ? NoWithholder.Instance : new ThingWithholder(key, context, [], inhibitions, _match, now),
            Risk = settings.Risk,
            HoldFor = settings.Verdicts.HoldFor,
        };
        var transition = causes is null
            ? ThingLogic.Wake(before, key, now, thingRules)
            : ThingLogic.Apply(before, key, causes, settings.Severities, now, thingRules);
        var after = ThingLogic.Confirm(transition.State, Deliver(entry, before, transition));
        entry.State = causes is null ? ThingLogic.CompleteWake(after, now) : after;
        Schedule(entry, ThingLogic.Row(entry.State, key, now).DueAt?.ToUnixTimeMilliseconds());

        foreach (var group in ThingGroupSignals.Of(_match, key, transition, causes ?? new ThingCauses(), settings.Severities, transition.State.Context ?? ThingContext.None, now)
            .GroupBy(static signal => CorrelationKey.Of(signal.Scope, signal.RuleId, signal.Group)))
        {
            if (!_groups.TryGetValue(group.Key, out var told))
            {
                if (_groups.Count >= settings.MostGroups)
                {
                    Stopped = FormattableString.Invariant(
                        $"Rules across things make more than {settings.MostGroups} groups, which is more than a backtest keeps in memory. Take fewer files.");
                    break;
                }

                _groups.Add(group.Key, told = new Entry(_numbers++) { Group = group.Key });
            }

            told.Pending.AddRange(group);
            if (told.Pending.Count >= CorrelationFanIn.MostSignals)
            {
                StepGroup(told);
            }
            else if (!(told.DueMs <= _nowMs + TogetherMs))
            {
                Schedule(told, _nowMs + TogetherMs);
            }
        }

        return !transition.Rejected.IsEmpty;
    }

    /// <summary>Counts what a step of a thing has to deliver, and says that it landed.</summary>
    private List<DeliveryOutcome> Deliver(Entry entry, ThingState before, ThingTransition transition)
    {
        var outcomes = new List<DeliveryOutcome>();
        foreach (var escalation in transition.State.Correlation?.Escalations ?? [])
        {
            var known = before.Correlation?.Find(escalation.Key);
            if (!escalation.IsIncident && known is null)
            {
                Count(entry, escalation.RuleId, new BacktestCounts { Escalations = 1 });
            }
            else if (escalation.IsIncident && escalation.Revision > 0 && known is not { Revision: > 0 })
            {
                Count(entry, escalation.RuleId, new BacktestCounts { Incidents = 1 });
            }
        }

        foreach (var key in transition.Touched)
        {
            if (transition.State.Find(key) is { Rejection: null, Withheld: null, Revision: > 0 } alarm)
            {
                var old = before.Find(key);
                var update = alarm.Asked is { IsPending: true } asked ? asked.Revision : 0;
                var isNews = alarm.Revision > (old?.Revision ?? 0);
                if (isNews || update > 0)
                {
                    Count(
                        entry,
                        isNews ? CauseOf(old, alarm, before, transition.State) : null,
                        new BacktestCounts { FindingChanges = isNews ? 1 : 0, Updates = update > 0 ? 1 : 0 });
                    outcomes.Add(Landed(key, alarm.Revision, update));
                }
            }
            else if (transition.State.Correlation?.Find(key) is { Rejection: null, Shown: not null } incident
                && incident.Revision > (before.Correlation?.Find(key)?.Revision ?? 0))
            {
                Count(entry, incident.RuleId, new BacktestCounts { FindingChanges = 1 });
                outcomes.Add(Landed(key, incident.Revision, 0));
            }
        }

        return outcomes;
    }

    /// <summary>The rule for which an alarm's finding has changed: by what it raises it to, or by the incident that it is a member of; absent where it is neither.</summary>
    private static string? CauseOf(AlarmState? before, AlarmState after, ThingState stateBefore, ThingState stateAfter)
    {
        if (before?.Escalation != after.Escalation)
        {
            return (after.Escalation ?? before!.Escalation)!.RuleId;
        }

        var left = before?.Incidents ?? [];
        var right = after.Incidents ?? [];
        var moved = right.Except(left, StringComparer.Ordinal).Concat(left.Except(right, StringComparer.Ordinal)).FirstOrDefault();
        return moved is null ? null : (stateAfter.Correlation?.Find(moved) ?? stateBefore.Correlation?.Find(moved))?.RuleId;
    }

    /// <summary>Tells a group the signals that wait for it, or wakes it where there are none.</summary>
    private void StepGroup(Entry entry)
    {
        List<GroupSignal> signals = [.. entry.Pending];
        entry.Pending.Clear();
        var (key, before, now) = (entry.Group!.Value, entry.GroupState, Now);
        var after = signals.Count == 0
            ? GroupLogic.Wake(before, key.Scope, isRuleGone: false, now)
            : GroupLogic.Apply(before, key.Scope, signals, _across[key.RuleId], settings.Engine, now).State;
        var outcomes = new List<DeliveryOutcome>();
        foreach (var incident in after.Incidents.Where(static incident => incident.Told is not null))
        {
            var known = before.Find(incident.Key);
            if (incident.Revision > (known?.Revision ?? 0))
            {
                Count(null, key.RuleId, new BacktestCounts { FleetIncidents = known is null ? 1 : 0, FindingChanges = 1 });
                outcomes.Add(Landed(incident.Key, incident.Revision, 0));
            }
        }

        after = GroupLogic.Confirm(after, outcomes);
        if (!after.Incidents.IsEmpty || !before.Incidents.IsEmpty)
        {
            Inhibit(key, after);
        }

        entry.GroupState = after;
        if (signals.Count == 0 && GroupLogic.IsOver(after, settings.Engine, now))
        {
            Schedule(entry, null);
            _groups.Remove(key);
            return;
        }

        Schedule(entry, GroupLogic.DueMs(after, settings.Engine));
    }

    /// <summary>Keeps the open fleet incidents in step: they stand for their members.</summary>
    private void Inhibit(CorrelationKey key, GroupState state)
    {
        var row = IncidentViews.Row(key, state);
        var inhibition = row.FiredAt is { } firedAt ? new Inhibition(key, row.GroupText, firedAt, row.Severity, row.Title) : null;
        if (!_inhibitions.TryGetValue(key.Scope, out var known))
        {
            known = ([], []);
        }

        if (known.Open.GetValueOrDefault(key) == inhibition)
        {
            return;
        }

        if (inhibition is null)
        {
            known.Open.Remove(key);
        }
        else
        {
            known.Open[key] = inhibition;
        }

        _inhibitions[key.Scope] = (known.Open, [.. known.Open.Values.OrderBy(static open => open.Incident.ToString(), StringComparer.Ordinal)]);
    }

    private void Schedule(Entry entry, long? dueMs)
    {
        if (entry.DueMs is not null)
        {
            _due.Remove(entry);
        }

        entry.DueMs = dueMs is { } due ? (due > _nowMs ? due : _nowMs + AgainMs) : null;
        if (entry.DueMs is not null)
        {
            _due.Add(entry);
        }
    }

    private void Count(Entry? thing, string? rule, BacktestCounts counts)
    {
        Total += counts;
        if (thing is not null)
        {
            thing.Counts += counts;
        }

        if (rule is not null)
        {
            _rules[rule] = _rules.GetValueOrDefault(rule) + counts with { Updates = 0 };
        }
    }

    private static DeliveryOutcome Landed(string key, long revision, long updateRevision) =>
        new() { FindingId = key, Key = key, Status = DeliveryStatus.Landed, Revision = revision, UpdateRevision = updateRevision };

    /// <summary>A thing or a group.</summary>
    private sealed class Entry(long number)
    {
        /// <summary>Its place among those that are due at the same time.</summary>
        public long Number => number;

        public ThingKey? Thing { get; init; }

        public CorrelationKey? Group { get; init; }

        public ThingState State { get; set; } = ThingState.Empty;

        public GroupState GroupState { get; set; } = GroupState.Empty;

        /// <summary>Signals that the group is told together.</summary>
        public List<GroupSignal> Pending { get; } = [];

        public BacktestCounts Counts { get; set; }

        /// <summary>When it wants to be woken; absent where it does not. Only ever changed while it is not among those that are due.</summary>
        public long? DueMs { get; set; }
    }
}
