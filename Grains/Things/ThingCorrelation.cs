using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>
/// Evaluates the rules that run inside a thing over what its state tells of, and keeps the escalations that follow. A pure function: what fires depends on the
/// signals alone, what stands of it also on the present moment.
/// </summary>
internal sealed class ThingCorrelation
{
    /// <summary>An incident whose evidence alone has changed is sent no more often than this.</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromMinutes(5);

    private readonly ThingKey _thing;
    private readonly ThingRules _rules;
    private readonly long _nowMs;
    private readonly CorrelationState _before;
    private readonly IReadOnlyList<AlarmState> _alarms;
    private readonly List<EscalationChange> _changes = [];
    private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
    private readonly HashSet<Signal> _derived = new(ReferenceEqualityComparer.Instance);
    private SignalSet _signals = SignalSet.Empty;
    private Dictionary<(string Alarm, string ViolationId), Verification> _words = [];
    private Dictionary<string, AlarmState>? _byKey;
    private int _opened;

    private ThingCorrelation(ThingKey thing, ThingRules rules, CorrelationState before, IReadOnlyList<AlarmState> alarms, DateTimeOffset now)
    {
        _thing = thing;
        _rules = rules;
        _before = before;
        _alarms = alarms;
        _nowMs = now.ToUnixTimeMilliseconds();
    }

    /// <summary>Evaluates.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="rules">Rules and what else the reaction depends on.</param>
    /// <param name="old">The state of before.</param>
    /// <param name="alarms">The alarms as the causes leave them.</param>
    /// <param name="posture">The posture as the causes leave it.</param>
    /// <param name="context">What the registry says of the thing.</param>
    /// <param name="causes">The causes: the values of events, and what of audit findings is resolved, are nowhere else.</param>
    /// <param name="words">The analysts' words among the causes, with their alarms' keys: those that do not hold for an alarm are nowhere else.</param>
    /// <param name="now">The present moment.</param>
    public static ThingCorrelationStep Step(
        ThingKey thing,
        ThingRules rules,
        ThingState old,
        IReadOnlyList<AlarmState> alarms,
        PostureState? posture,
        ThingContext context,
        ThingCauses causes,
        IReadOnlyCollection<(string Alarm, string ViolationId, long TimeMs, Verification Word)> words,
        DateTimeOffset now)
    {
        var before = old.Correlation ?? CorrelationState.Empty;
        if (rules.Match.Rules.Correlations.IsEmpty && before.IsEmpty)
        {
            return new ThingCorrelationStep(old.Correlation, alarms, []);
        }

        return new ThingCorrelation(thing, rules, before, alarms, now).Run(old, posture, context, causes, words);
    }

    private ThingCorrelationStep Run(
        ThingState old,
        PostureState? posture,
        ThingContext context,
        ThingCauses causes,
        IReadOnlyCollection<(string Alarm, string ViolationId, long TimeMs, Verification Word)> words)
    {
        var found = Signals(old, posture, context, causes);
        foreach (var (key, violationId, timeMs, word) in words)
        {
            if (Find(key) is { } alarm)
            {
                found.Add(ThingSignals.Of(_thing, alarm, context, new LoggedSignal(timeMs, SignalEvents.Verified, violationId, word, null, null)));
            }
        }

        _signals = SignalSet.Of(found);
        _words = _signals.InOrder
            .Where(static signal => signal is { EventType: SignalEvents.Verified, ViolationId: not null, Verification: not null })
            .GroupBy(static signal => (AlarmKey.Of(signal.Profile!, signal.Behavior!), signal.ViolationId!))
            .ToDictionary(static said => said.Key, static said => said.Last().Verification!.Value);
        var history = new SignalHistory([.. _signals.InOrder], _before.Settled, _before.HorizonMs);
        var step = HistoryLogic.Add(history, [], _rules.Match, static rule => rule.IsOfThing, _thing.Scope, _rules.Settings);

        var escalations = Escalate(step);
        var logged = Log(step.History.Signals);
        var members = Members(escalations, logged);
        var changes = _changes.Count == 0
            ? _before.Changes
            : [.. _changes.AsEnumerable().Reverse().Concat(_before.Changes).Take(CorrelationState.MostChanges)];
        var seen = _alarms.Any(alarm => ThingSignals.NextStandingMs(alarm, _before.SeenMs) <= _nowMs) ? _nowMs : _before.SeenMs;
        var told = ThingSignals.Of(_thing, posture, context).Select(static signal => signal.Key).ToHashSet();
        ImmutableArray<FindingTrace> traces =
        [
            .. step.History.Signals.Where(signal => signal.Category == SignalCategory.Audit && !told.Contains(signal.Key)).Select(FindingTrace.Of),
        ];
        var hasTraces = traces.SequenceEqual(_before.Traces ?? []);
        var firings = Tell(step, old.Revision + 1);
        var hasFirings = firings.SequenceEqual(_before.Told ?? []);
        var isSame = hasTraces && hasFirings && escalations.SequenceEqual(_before.Escalations, ReferenceEqualityComparer.Instance)
            && changes == _before.Changes
            && step.History.Settled.SequenceEqual(_before.Settled)
            && step.History.HorizonMs == _before.HorizonMs
            && seen == _before.SeenMs;
        var after = isSame
            ? _before
            : _before with
            {
                HorizonMs = step.History.HorizonMs,
                Settled = step.History.Settled.SequenceEqual(_before.Settled) ? _before.Settled : step.History.Settled,
                Escalations = [.. escalations],
                Changes = changes,
                SeenMs = seen,
                Traces = hasTraces ? _before.Traces : traces.IsEmpty ? null : traces,
                Told = hasFirings ? _before.Told : firings.IsEmpty ? null : firings,
            };
        return new ThingCorrelationStep(isSame ? old.Correlation : after.IsEmpty ? null : after, members, [.. _touched]);
    }

    /// <summary>All signals there are, in no order and with repeats: of two in the same place the first counts.</summary>
    private List<Signal> Signals(ThingState old, PostureState? posture, ThingContext context, ThingCauses causes)
    {
        var signals = new List<Signal>();
        foreach (var detectEvent in causes.Events)
        {
            if (_alarms.FirstOrDefault(alarm => alarm.Profile == detectEvent.Profile && alarm.Behavior == detectEvent.Behavior) is { } alarm)
            {
                signals.Add(SignalFactory.Of(_thing, Valued(detectEvent, alarm), alarm.Severity, context));
            }
        }

        var before = old.Alarms.ToDictionary(static alarm => (alarm.Profile, alarm.Behavior));
        foreach (var alarm in _alarms)
        {
            signals.AddRange(ThingSignals.Logged(_thing, alarm, context));
            foreach (var signal in ThingSignals.Derived(_thing, alarm, context, _nowMs))
            {
                signals.Add(signal);
                _derived.Add(signal);
            }

            // What the causes have pushed out of the window, or a later word has replaced, may still count. Not what is concluded from a window: it is
            // concluded again while the window knows the episode.
            if (!before.TryGetValue((alarm.Profile, alarm.Behavior), out var known) || ReferenceEquals(known, alarm))
            {
                continue;
            }

            if (known.Window != alarm.Window || !known.Verdicts.SequenceEqual(alarm.Verdicts))
            {
                foreach (var signal in ThingSignals.Of(_thing, known, context, _nowMs))
                {
                    if (signal.EventType is not (SignalEvents.Standing or SignalEvents.Flapping) || !alarm.Window.Knows(signal.ViolationId!))
                    {
                        signals.Add(signal with { Severity = alarm.Severity });
                    }
                }
            }
        }

        // A finding was opened even if it is resolved by now.
        signals.AddRange(ThingSignals.Of(_thing, posture, context));
        signals.AddRange(ThingSignals.Of(_thing, old.Posture, context));
        signals.AddRange(causes.References.SelectMany(reference => ThingSignals.Resolved(_thing, reference, context)));

        foreach (var trace in _before.Traces ?? [])
        {
            signals.Add(trace.ToSignal(_thing, context));
        }

        return signals;
    }

    /// <summary>The event with the alarm's facts, so that all signals of an alarm are described alike whatever their order of arrival.</summary>
    private DetectEvent Valued(DetectEvent detectEvent, AlarmState alarm) => detectEvent with
    {
        Metric = alarm.Facts?.Metric,
        CriteriaType = alarm.Facts?.CriteriaType,
        Criteria = alarm.Facts?.Criteria,
        Dimension = alarm.Facts?.Dimension,
        Confidence = alarm.Facts?.Confidence,
        MetricValue = _rules.Match.Rules.UsesValues ? detectEvent.MetricValue : null,
    };

    /// <summary>The alarms with what has to be logged of their signals.</summary>
    private List<AlarmState> Log(ImmutableArray<Signal> kept)
    {
        var byAlarm = kept.Where(static signal => signal.ViolationId is not null).ToLookup(static signal => AlarmKey.Of(signal.Profile!, signal.Behavior!));
        var alarms = new List<AlarmState>(_alarms.Count);
        foreach (var alarm in _alarms)
        {
            // Nearly always all of them follow from the alarm's window, and nothing is looked up to see it.
            byte[]? log = null;
            if (byAlarm[alarm.Key].Any(signal => signal.Value is not null || !_derived.Contains(signal)))
            {
                // A word on an episode that has left the window is dropped from the verdicts next.
                var derived = ThingSignals.Derived(alarm, _nowMs)
                    .Where(signal => signal.EventType != SignalEvents.Verified || alarm.Window.Knows(signal.ViolationId))
                    .Select(static signal => (signal.TimeMs, signal.EventType, signal.ViolationId, signal.Verification)).ToHashSet();
                log = SignalLog.Pack(
                [
                    .. byAlarm[alarm.Key]
                        .Where(signal => signal.Value is not null || !derived.Contains((signal.Key.TimeMs, signal.EventType, signal.ViolationId!, signal.Verification)))
                        .Select(static signal => new LoggedSignal(
                            signal.Key.TimeMs, signal.EventType, signal.ViolationId!, signal.Verification, signal.OpenHours, signal.Value)),
                ]);
            }

            alarms.Add(log.AsSpan().SequenceEqual(alarm.Log) ? alarm : alarm with { Log = log });
        }

        return alarms;
    }

    /// <summary>What groups across things are told of firings: those that are not settled, and for a while those that are.</summary>
    /// <param name="step">What fires now.</param>
    /// <param name="revision">The revision that the thing has from now on, if anything changes.</param>
    private ImmutableArray<ToldFiring> Tell(HistoryStep step, long revision)
    {
        var inputs = _rules.Match.Rules.ToldRules;
        if (inputs.Count == 0)
        {
            return [];
        }

        var standing = step.Groups
            .Where(group => inputs.Contains(group.Rule.Id))
            .SelectMany(static group => group.Firings, static (group, firing) => (RuleId: group.Rule.Id, group.Group, firing.TimeMs))
            .ToHashSet();
        var fromMs = step.History.HorizonMs == long.MinValue ? long.MinValue : step.History.HorizonMs - _rules.Settings.SettledAfterMs;
        var told = new List<ToldFiring>();
        foreach (var firing in (_before.Told ?? []).Where(firing => inputs.Contains(firing.RuleId)))
        {
            // Nothing changes what is settled: it is not even evaluated any more.
            var isWithdrawn = !standing.Remove((firing.RuleId, firing.Group, firing.TimeMs)) && (firing.IsWithdrawn || firing.TimeMs >= _before.HorizonMs);
            if (firing.TimeMs >= fromMs)
            {
                told.Add(isWithdrawn == firing.IsWithdrawn ? firing : firing with { IsWithdrawn = isWithdrawn, Revision = revision });
            }
        }

        told.AddRange(standing.Select(firing => new ToldFiring(firing.RuleId, firing.Group, firing.TimeMs, revision, IsWithdrawn: false)));
        return
        [
            .. told.OrderBy(static firing => firing.TimeMs).ThenBy(static firing => firing.RuleId, StringComparer.Ordinal).ThenBy(static firing => firing.Group, StringComparer.Ordinal),
        ];
    }

    private List<EscalationState> Escalate(HistoryStep step)
    {
        var known = _before.Escalations.ToLookup(static escalation => (escalation.RuleId, escalation.Group));
        var next = new List<EscalationState>();
        var done = new HashSet<(string RuleId, string Group)>();
        foreach (var group in step.Groups)
        {
            if (group.Rule.Acts && (group.Firings.Count > 0 || known.Contains((group.Rule.Id, group.Group))))
            {
                done.Add((group.Rule.Id, group.Group));
                next.AddRange(Escalate(group.Rule, group, [.. known[(group.Rule.Id, group.Group)]]));
            }
        }

        foreach (var rest in known.Where(rest => !done.Contains(rest.Key)))
        {
            var rule = _rules.Match.Rules.Correlations.FirstOrDefault(rule => rule.Id == rest.Key.RuleId && rule is { Acts: true, IsOfThing: true });
            next.AddRange(rule is null
                ? rest.Select(escalation => Settle(End(escalation, EscalationEnd.RuleGone, "the rule is no longer in force"), escalation))
                : Escalate(rule, null, [.. rest]));
        }

        var room = next.Count - CorrelationState.MostEscalations;
        var kept = next.Where(escalation => !CanBeForgotten(escalation, step.History.HorizonMs)

                // Where there are too many, those that are over and told need not wait for the horizon.
                && !(room > 0 && CanBeForgotten(escalation, long.MaxValue) && room-- > 0))
            .OrderBy(static escalation => escalation.OccurrenceMs).ThenBy(static escalation => escalation.Key, StringComparer.Ordinal)
            .ToList();
        return kept;
    }

    private static bool CanBeForgotten(EscalationState escalation, long horizon) =>
        !escalation.IsOpen
        && (escalation.Firings.IsEmpty || escalation.Firings[^1].TimeMs < horizon)
        && (escalation.IsLanded || escalation.Revision == 0 || escalation.Rejection is not null);

    /// <summary>What becomes of the escalations of one group of a rule.</summary>
    private IEnumerable<EscalationState> Escalate(CorrelationRule rule, GroupFirings? group, List<EscalationState> known)
    {
        var live = (group?.Firings ?? []).ToList();
        var claimed = known.ToDictionary(static escalation => escalation.Key, static _ => new List<Firing>(), StringComparer.Ordinal);
        var fresh = new List<Firing>();
        foreach (var firing in live)
        {
            // An escalation takes the firings until its end: one that comes late may so keep it from having ended.
            var owner = known.FirstOrDefault(escalation => firing.TimeMs <= (escalation.EndedMs ?? long.MaxValue));
            (owner is null ? fresh : claimed[owner.Key]).Add(firing);
        }

        foreach (var escalation in known)
        {
            var firings = escalation.Firings
                .Where(firing => firing.TimeMs < _before.HorizonMs)
                .Select(Reviewed)
                .Concat(claimed[escalation.Key].Select(firing => Reviewed(StateOf(rule, firing))))
                .ToList();
            if (firings.Count == 0)
            {
                // Nothing is left of it but what it was.
                firings.AddRange(escalation.Firings.Select(Reviewed).Select(static firing => firing.IsVoid ? firing : firing with { IsVoid = true }));
            }

            // One that ended with its rule gives way to what has fired since the rule is back.
            yield return escalation.End == EscalationEnd.RuleGone && fresh.Count > 0
                ? Settle(escalation, escalation)
                : Judge(rule, group, escalation, firings, claimed[escalation.Key]);
        }

        if (fresh.Count > 0 && Open(rule, group!, fresh) is { } opened)
        {
            yield return opened;
        }
    }

    private EscalationState? Open(CorrelationRule rule, GroupFirings group, List<Firing> firings)
    {
        if (_opened + _before.Escalations.Count(static escalation => escalation.IsOpen || escalation is { Revision: > 0, IsLanded: false }) >= CorrelationState.MostEscalations)
        {
            return null;
        }

        var opened = new EscalationState
        {
            RuleId = rule.Id,
            RuleHash = rule.Hash,
            RuleTitle = rule.Title,
            Group = group.Group,
            OccurrenceMs = firings[0].TimeMs,
            IsIncident = rule.Effect.IsIncident,
            Level = rule.Level,
            QuietMs = (long)rule.Effect.Quiet.TotalMilliseconds,
            LastMatchMs = firings[^1].TimeMs,
        };

        // What was over before it was first seen never is an escalation, and nothing is to be told of it.
        var told = _changes.Count;
        var judged = Judge(rule, group, opened, [.. firings.Select(firing => Reviewed(StateOf(rule, firing)))], firings);
        if (judged.IsOpen)
        {
            _opened++;
            return judged;
        }

        _changes.RemoveRange(told, _changes.Count - told);
        _touched.Remove(judged.Key);
        return null;
    }

    private EscalationState Judge(CorrelationRule rule, GroupFirings? group, EscalationState before, List<FiringState> firings, List<Firing> live)
    {
        var isNew = before.Firings.IsEmpty;
        var standing = firings.Where(firing => firing.Stands(rule)).ToList();
        var kept = firings.Count <= EscalationState.MostFirings
            ? firings
            : [firings[0], .. firings.TakeLast(EscalationState.MostFirings - 1)];
        var members = standing.Count == 0 ? [.. before.Members] : live.SelectMany(static firing => firing.Window)
            .Select(AlarmOf).OfType<AlarmState>().Select(static alarm => alarm.Key)
            .Concat(standing.Any(firing => firing.TimeMs < _before.HorizonMs) ? before.Members : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(EscalationState.MostMembers).ToList();

        // What comes after its end is the next one's.
        var until = before.EndedMs ?? long.MaxValue;
        var lastMatch = group?.Entries.LastOrDefault(entry => entry.Key.TimeMs >= before.OccurrenceMs && entry.Key.TimeMs <= until && !IsWithdrawnNow(entry)) is { Key.Id: not null } last
            ? last.Key.TimeMs
            : before.LastMatchMs;
        var after = before with
        {
            RuleHash = rule.Hash,
            RuleTitle = rule.Title,
            Level = rule.Level,
            IsIncident = rule.Effect.IsIncident,
            QuietMs = (long)rule.Effect.Quiet.TotalMilliseconds,
            Firings = kept.SequenceEqual(before.Firings, FiringComparer.Instance) ? before.Firings : [.. kept],
            Members = members.SequenceEqual(before.Members, StringComparer.Ordinal) ? before.Members : [.. members],
            LastMatchMs = lastMatch,
            Tags = rule.Tags.SequenceEqual(before.Tags, StringComparer.Ordinal) ? before.Tags : rule.Tags,
        };
        if (standing.Count == 0)
        {
            after = End(after, EscalationEnd.Withdrawn, WhyWithdrawn(firings));
        }
        else if (before.End == EscalationEnd.Quiet && lastMatch <= before.LastMatchMs && after.Firings == before.Firings)
        {
            // It has ended, and nothing new was heard of before its end.
        }
        else
        {
            after = Quieten(after, isNew, standing);
        }

        var title = rule.Effect.IsIncident ? TitleOf(rule, after, standing.Count > 0 ? standing[^1] : firings.LastOrDefault()) : null;
        return Settle(after.Title == title ? after : after with { Title = title }, before);
    }

    /// <summary>Lets time do its work: a step down for each quiet period, and the end after the last.</summary>
    private EscalationState Quieten(EscalationState escalation, bool isNew, List<FiringState> standing)
    {
        var members = escalation.Members.Select(Find).OfType<AlarmState>().ToList();
        long? from = members.Any(static alarm => alarm is { IsOpen: true, IsSuppressed: false, Severity: Severity.Critical })
            ? null
            : members.Where(static alarm => alarm is { Severity: Severity.Critical, ClosedAt: not null })
                .Select(static alarm => alarm.ClosedAt!.Value.ToUnixTimeMilliseconds())
                .Append(escalation.LastMatchMs)
                .Max();
        var toClose = EscalationState.StepsToClose(escalation.Level);
        var steps = from is { } since ? (int)Math.Clamp((_nowMs - since) / escalation.QuietMs, 0, toClose) : 0;
        var isHeldOpen = steps >= toClose && standing.SelectMany(static firing => firing.Evidence).Any(IsConfirmed);
        if (isHeldOpen)
        {
            steps = toClose - 1;
        }

        if (steps >= toClose)
        {
            return End(
                escalation with { Steps = toClose, QuietFromMs = from, IsHeldOpen = false },
                EscalationEnd.Quiet,
                $"nothing matched for {RuleDuration.Text(TimeSpan.FromMilliseconds(toClose * escalation.QuietMs))}",
                from + (toClose * escalation.QuietMs));
        }

        var next = escalation with { Steps = steps, QuietFromMs = from, End = EscalationEnd.None, EndedMs = null, IsHeldOpen = isHeldOpen };
        if (isNew)
        {
            Note(next, $"{standing[^1].Count} {(standing[^1].Count == 1 ? "signal" : "signals")} met the rule");
        }
        else if (!escalation.IsOpen)
        {
            Note(next, escalation.End == EscalationEnd.Withdrawn ? "what it rested on counts again" : "a matching signal came late");
        }
        else if (steps > escalation.Steps)
        {
            Note(next, $"nothing matched for {RuleDuration.Text(TimeSpan.FromMilliseconds(steps * escalation.QuietMs))}");
        }
        else if (steps < escalation.Steps)
        {
            Note(next, "a matching signal came");
        }

        return next;
    }

    private EscalationState End(EscalationState escalation, EscalationEnd end, string reason, long? at = null)
    {
        if (escalation.End == end)
        {
            return escalation;
        }

        var ended = escalation with { End = end, EndedMs = at ?? _nowMs };
        if (!escalation.Firings.IsEmpty)
        {
            Note(ended with { Level = Severity.None, Steps = 0 }, reason);
        }

        return ended;
    }

    private void Note(EscalationState escalation, string reason) => _changes.Add(new EscalationChange(_nowMs, escalation.RuleTitle, escalation.Current, reason));

    /// <summary>Gives an incident's changed content its revision and time.</summary>
    private EscalationState Settle(EscalationState escalation, EscalationState before)
    {
        var same = Same(escalation, before) ? before : escalation;
        if (!same.IsIncident && same.Revision == 0)
        {
            return same;
        }

        var content = Content(same);
        var isActive = !content.IsArchived;
        var wasActive = same.Shown is { IsArchived: false };
        if (isActive && !wasActive)
        {
            // A new activation: only this may be withheld.
            var withheld = Withholding.Keep(same.Withheld, WithholdingOf(same), _nowMs);
            if (withheld != same.Withheld)
            {
                same = same with { Withheld = withheld, StampDueMs = null };
            }

            if (withheld is not null)
            {
                return same;
            }
        }
        else if (same.Withheld is not null)
        {
            same = same with { Withheld = null };
        }

        if (content.IsSameAs(same.Shown) || (content.IsArchived && same.Shown is null))
        {
            return same.StampDueMs is null ? same : same with { StampDueMs = null };
        }

        var matters = same.Shown is not { } shown || shown.Severity != content.Severity || shown.IsArchived != content.IsArchived || shown.State != content.State;
        var allowedAt = same.UpdatedMs + (long)ResendAfter.TotalMilliseconds;
        if (!matters && _nowMs < allowedAt)
        {
            return same.StampDueMs == allowedAt ? same : same with { StampDueMs = allowedAt };
        }

        _touched.Add(same.Key);
        return same with
        {
            Shown = content,
            CreatedMs = same.CreatedMs != 0 ? same.CreatedMs : _nowMs,
            UpdatedMs = Math.Max(_nowMs, same.UpdatedMs + 1),
            Revision = same.Revision + 1,
            Rejection = null,
            StampDueMs = null,
            IsLanded = false,
        };
    }

    private Withholding? WithholdingOf(EscalationState escalation)
    {
        var members = escalation.Members.Select(Find).OfType<AlarmState>().ToList();
        if (members.Count == 0)
        {
            return _rules.Withholder.Find(null, escalation.Current, isIncident: true);
        }

        // Only where every member is withheld: one that is not is news.
        Withholding? found = null;
        foreach (var member in members)
        {
            if (_rules.Withholder.Find(member, escalation.Current, isIncident: true) is not { } withholding)
            {
                return null;
            }

            found = found is null || withholding.UntilMs < found.UntilMs ? withholding : found;
        }

        return found;
    }

    private IncidentContent Content(EscalationState escalation)
    {
        var latest = escalation.Firings.LastOrDefault(static firing => !firing.Evidence.All(static item => item.IsWithdrawn)) ?? escalation.Firings[^1];
        return new IncidentContent
        {
            // While it is archived the severity stays what it was.
            Severity = escalation.IsOpen ? escalation.Current : escalation.Shown?.Severity ?? escalation.Level,
            IsArchived = !escalation.IsOpen,
            Title = escalation.Title ?? escalation.RuleTitle,
            RuleTitle = escalation.RuleTitle,
            RuleHash = escalation.RuleHash,
            RuleLevel = escalation.Level,
            QuietMs = escalation.QuietMs,
            Tags = escalation.Tags,
            Count = latest.Count,
            FirstMs = escalation.Firings[0].Evidence.Length > 0 ? escalation.Firings[0].Evidence[0].TimeMs : escalation.OccurrenceMs,
            LastMs = escalation.LastMatchMs,
            Evidence = latest.Evidence,

            // An alarm may be forgotten once the incident is over.
            Metrics = !escalation.IsOpen ? escalation.Shown?.Metrics
                : AttackTypes.OfTags(escalation.Tags).IsEmpty
                ? [.. latest.Evidence.Select(item => Find(item.Alarm)?.Facts?.Metric).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                : null,
            State = escalation.End switch
            {
                EscalationEnd.None => "open",
                EscalationEnd.Quiet => "closed: quiet",
                EscalationEnd.Withdrawn => "closed: withdrawn",
                _ => "closed: the rule is no longer in force",
            },
        };
    }

    /// <summary>The alarms with what their findings tell of escalations and incidents.</summary>
    private static List<AlarmState> Members(List<EscalationState> escalations, List<AlarmState> alarms)
    {
        for (var i = 0; i < alarms.Count; i++)
        {
            var alarm = alarms[i];
            var open = escalations.Where(escalation => escalation.IsOpen && escalation.Members.Contains(alarm.Key)).ToList();
            var strongest = open.Where(static escalation => !escalation.IsIncident)
                .OrderByDescending(static escalation => escalation.Current).ThenBy(static escalation => escalation.OccurrenceMs).ThenBy(static escalation => escalation.RuleId, StringComparer.Ordinal)
                .FirstOrDefault();
            var escalation = strongest is null || strongest.Current <= alarm.Severity
                ? null
                : new AlarmEscalation(
                    strongest.RuleId, strongest.RuleHash, strongest.RuleTitle, strongest.Current, strongest.OccurrenceMs, EvidenceText.Of(strongest.Firings[0]));
            ImmutableArray<string> incidents = [.. open.Where(static escalation => escalation is { IsIncident: true, Revision: > 0 }).Select(static escalation => escalation.Key).Take(4)];
            if (escalation != alarm.Escalation)
            {
                alarm = alarm with { Escalation = escalation };
            }

            if (!incidents.SequenceEqual(alarm.Incidents ?? [], StringComparer.Ordinal))
            {
                alarm = alarm with { Incidents = incidents.IsEmpty ? null : incidents };
            }

            alarms[i] = alarm;
        }

        return alarms;
    }

    private FiringState StateOf(CorrelationRule rule, Firing firing) => new()
    {
        TimeMs = firing.TimeMs,
        Count = firing.Count,
        Evidence = [.. EvidenceChoice.Of(rule, firing).Select(entry => ItemOf(rule, entry))],
    };

    private EvidenceItem ItemOf(CorrelationRule rule, RuleEntry entry)
    {
        var signal = _signals.Find(entry.Key);
        return new EvidenceItem
        {
            TimeMs = entry.Key.TimeMs,
            EventType = entry.Key.EventType,
            Subject = AsffText.Fit(
                signal switch
                {
                    { Behavior: { } behavior } => $"{signal.Profile}/{behavior}",
                    { Check: { } check } => $"{check} ({signal.ReasonCode})",
                    _ => rule.Inputs[int.TrailingZeroCount(entry.Inputs)] is { Correlation: { } correlation } ? correlation.Title : entry.Key.Id,
                },
                160),
            Inputs = entry.Inputs,
            Episode = entry.Episode,
            Value = entry.Value,
            Alarm = signal?.Behavior is { } alarm ? AlarmKey.Of(signal.Profile!, alarm) : null,
        };
    }

    /// <summary>The firing with the words of today on its evidence. An episode that nobody remembers keeps the last word.</summary>
    private FiringState Reviewed(FiringState firing)
    {
        var evidence = firing.Evidence.Select(item =>
            item is { Episode: not null, EventType: not SignalEvents.Verified } && Find(item.Alarm) is { } alarm
                && IsWithdrawn(alarm, item.Episode) is { } isWithdrawn && isWithdrawn != item.IsWithdrawn
                ? item with { IsWithdrawn = isWithdrawn }
                : item).ToList();
        return evidence.SequenceEqual(firing.Evidence, ReferenceEqualityComparer.Instance) ? firing : firing with { Evidence = [.. evidence] };
    }

    /// <summary>Whether the word of today withdraws an episode's signals; <see langword="null"/> where nobody remembers the episode, or a word on it.</summary>
    private bool? IsWithdrawn(AlarmState alarm, string episode) =>
        alarm.Window.Knows(episode) ? IsWithdrawing(alarm.VerdictOn(episode)?.State)
        : _words.TryGetValue((alarm.Key, episode), out var word) ? IsWithdrawing(word)
        : null;

    private bool IsWithdrawnNow(RuleEntry entry) => entry.Episode is { } episode && AlarmOf(entry) is { } alarm && IsWithdrawn(alarm, episode) == true;

    private bool IsConfirmed(EvidenceItem item) =>
        item.Episode is { } episode && Find(item.Alarm) is { IsOver: false } alarm && alarm.VerdictOn(episode)?.State == Verification.TruePositive;

    private AlarmState? AlarmOf(RuleEntry entry) =>
        _signals.Find(entry.Key) is { Behavior: { } behavior } signal ? Find(AlarmKey.Of(signal.Profile!, behavior)) : null;

    private AlarmState? Find(string? key)
    {
        if (key is null)
        {
            return null;
        }

        _byKey ??= _alarms.ToDictionary(static alarm => alarm.Key, StringComparer.Ordinal);
        return _byKey.GetValueOrDefault(key);
    }

    private static bool IsWithdrawing(Verification? word) => word is Verification.FalsePositive or Verification.BenignPositive;

    private static string WhyWithdrawn(List<FiringState> firings) =>
        firings.Any(static firing => firing.Evidence.Any(static item => item.IsWithdrawn))
            ? "an analyst called what it rested on false or benign"
            : "an event that came late shows that the rule was not met";

    private string TitleOf(CorrelationRule rule, EscalationState escalation, FiringState? firing)
    {
        if (rule.Effect.Title is not { } template)
        {
            return $"{_thing.Name}: {rule.Title}";
        }

        var values = GroupKey.Split(escalation.Group);
        var title = template.Replace("{count}", (firing?.Count ?? 0).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{thingName}", _thing.Name, StringComparison.Ordinal)
            .Replace("{accountId}", _thing.Scope.Account, StringComparison.Ordinal)
            .Replace("{region}", _thing.Scope.Region, StringComparison.Ordinal);
        for (var i = 0; i < rule.GroupBy.Length && i < values.Length; i++)
        {
            title = title.Replace($"{{{rule.GroupBy[i]}}}", values[i], StringComparison.Ordinal);
        }

        return title;
    }

    private static bool Same(EscalationState left, EscalationState right) =>
        left with { Firings = [], Members = [], Tags = [] } == right with { Firings = [], Members = [], Tags = [] }
        && left.Firings == right.Firings && left.Members == right.Members && left.Tags == right.Tags;

    private sealed class FiringComparer : IEqualityComparer<FiringState>
    {
        public static FiringComparer Instance { get; } = new();

        public bool Equals(FiringState? x, FiringState? y) =>
            x is not null && y is not null && x.TimeMs == y.TimeMs && x.Count == y.Count && x.IsVoid == y.IsVoid && x.Evidence.SequenceEqual(y.Evidence);

        public int GetHashCode(FiringState obj) => obj.TimeMs.GetHashCode();
    }
}
