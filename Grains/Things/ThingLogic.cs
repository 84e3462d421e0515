using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Things;

/// <summary>What a thing does with its causes: a pure function of state, causes, policy and the present moment.</summary>
internal static class ThingLogic
{
    /// <summary>How many opens within <see cref="FlapSpan"/> make an alarm flap.</summary>
    public const int FlapOpens = 4;

    /// <summary>The span of the flapping rule, and the longest that an archive is held back.</summary>
    public static readonly TimeSpan FlapSpan = TimeSpan.FromHours(1);

    /// <summary>
    /// How long an archived alarm is remembered at least, when there are too many: Security Hub deletes an archived finding 30 days after its last update,
    /// and a delivery waits no longer than SQS's 14 days. Before that the hub may hold what only the alarm's state can take back.
    /// </summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(31);

    /// <summary>
    /// How old the stamp of an active finding may become: Security Hub deletes active findings 90 days after their last update, and a delivery may wait for
    /// some of the days between.
    /// </summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromDays(80);

    /// <summary>Applies causes. Event times decide, so the order they come in makes no difference.</summary>
    public static ThingTransition Apply(
        ThingState state, ThingKey thing, ThingCauses causes, SeverityPolicy policy, DateTimeOffset now, ThingRules? rules = null)
    {
        var edit = new Edit(state, thing, now, rules ?? ThingRules.None, policy);
        foreach (var detectEvent in causes.Events)
        {
            edit.Apply(detectEvent);
        }

        foreach (var verification in causes.Verifications)
        {
            edit.Apply(verification);
        }

        foreach (var withdrawal in causes.Withdrawals)
        {
            edit.Apply(withdrawal);
        }

        foreach (var mitigation in causes.Mitigations)
        {
            edit.Apply(mitigation);
        }

        foreach (var reference in causes.References)
        {
            edit.Apply(reference);
        }

        edit.Learn(causes.Context, ContextLogic.ChangedAt(causes));
        return edit.Complete(causes);
    }

    /// <summary>
    /// Ends holds, lets escalations step down, publishes what is no longer withheld, and stamps old findings anew that are due. Their marks stay until
    /// <see cref="CompleteWake"/>, so that a repeat delivers again.
    /// </summary>
    public static ThingTransition Wake(ThingState state, ThingKey thing, DateTimeOffset now, ThingRules? rules = null)
    {
        var edit = new Edit(state, thing, now, rules ?? ThingRules.None);
        var nowMs = now.ToUnixTimeMilliseconds();
        foreach (var alarm in state.Alarms)
        {
            // What is withheld is looked at whenever the thing is woken: whoever ends a silence early wakes it before its time.
            if (DueMs(alarm, now) <= nowMs || alarm.Withheld is { IsPending: true } || alarm.RaiseHeldUntilMs is not null)
            {
                edit.Touch(alarm.Key);
            }
            else if (state.Correlation is { } correlation && ThingSignals.NextStandingMs(alarm, correlation.SeenMs) <= nowMs)
            {
                edit.TouchStanding(alarm.Key);
            }
        }

        edit.RefreshTouched();
        return edit.CompleteWake();
    }

    /// <summary>Takes away the marks of holds that a wake ended, and of findings that it stamped, and that are delivered.</summary>
    /// <param name="state">The state.</param>
    /// <param name="wokenAt">The time that the wake was given: a hold that ran out since is for the next one.</param>
    public static ThingState CompleteWake(ThingState state, DateTimeOffset wokenAt)
    {
        var wokenMs = wokenAt.ToUnixTimeMilliseconds();
        if (state.Correlation is { } correlation
            && (correlation.Woken?.DueMs <= wokenMs || correlation.Escalations.Any(escalation => escalation.RefreshedMs <= wokenMs)))
        {
            var rest = correlation with
            {
                Woken = correlation.Woken?.DueMs <= wokenMs ? null : correlation.Woken,
                Escalations =
                [
                    .. correlation.Escalations.Select(escalation => escalation.RefreshedMs <= wokenMs ? escalation with { RefreshedMs = null } : escalation),
                ],
            };
            state = state with { Revision = state.Revision + 1, Correlation = rest.IsEmpty ? null : rest };
        }

        if (state.Alarms.Any(static alarm => alarm.Withheld is { IsPending: true } || alarm.RaiseHeldUntilMs is not null) || state.Correlation?.Escalations.Any(static escalation => escalation.Withheld is not null) == true)
        {
            // Whoever ended a silence has made the row due behind the thing's back: only a greater revision writes over that.
            state = state with { Revision = state.Revision + 1 };
        }

        return state.Alarms.Any(alarm => alarm.HeldUntilMs <= wokenMs || alarm.RefreshedMs <= wokenMs)
            ? state with
            {
                Revision = state.Revision + 1,
                Alarms =
                [
                    .. state.Alarms.Select(alarm => alarm.HeldUntilMs <= wokenMs || alarm.RefreshedMs <= wokenMs
                        ? alarm with
                        {
                            HeldUntilMs = alarm.HeldUntilMs <= wokenMs ? null : alarm.HeldUntilMs,
                            RefreshedMs = alarm.RefreshedMs <= wokenMs ? null : alarm.RefreshedMs,
                        }
                        : alarm),
                ],
            }
            : state;
    }

    /// <summary>Takes in what became of deliveries: confirmed updates and refusals.</summary>
    public static ThingState Confirm(ThingState state, IEnumerable<DeliveryOutcome> outcomes)
    {
        var alarms = state.Alarms;
        var correlation = state.Correlation;
        foreach (var outcome in outcomes)
        {
            if (EscalationKey.IsOf(outcome.Key))
            {
                correlation = ConfirmIncident(correlation, outcome);
                continue;
            }

            var index = IndexOf(alarms, outcome.Key);
            if (index < 0)
            {
                continue;
            }

            var alarm = alarms[index];
            if (outcome is { Status: DeliveryStatus.Landed, UpdateRevision: > 0 }
                && alarm.Asked is { IsPending: true } asked
                && asked.Revision <= outcome.UpdateRevision)
            {
                alarms = alarms.SetItem(index, alarm with { Asked = asked with { IsPending = false } });
            }
            else if (outcome.Status == DeliveryStatus.Rejected && Refused(alarm, outcome) is var refused && !ReferenceEquals(refused, alarm))
            {
                alarms = alarms.SetItem(index, refused);
            }
        }

        return alarms == state.Alarms && ReferenceEquals(correlation, state.Correlation)
            ? state
            : state with { Alarms = alarms, Correlation = correlation, Revision = state.Revision + 1 };
    }

    /// <summary>A refused incident is kept with its reason; an archived one that landed need not be remembered.</summary>
    private static CorrelationState? ConfirmIncident(CorrelationState? correlation, DeliveryOutcome outcome)
    {
        if (correlation?.Find(outcome.Key) is not { } escalation || outcome.Revision != escalation.Revision)
        {
            return correlation;
        }

        var next = outcome.Status switch
        {
            DeliveryStatus.Landed when escalation is { IsLanded: false, Shown.IsArchived: true } => escalation with { IsLanded = true },
            DeliveryStatus.Rejected when escalation.Rejection is null =>
                escalation with { Rejection = new RejectionState(outcome.Revision, outcome.ErrorCode ?? "Unknown", outcome.ErrorMessage) },
            _ => escalation,
        };
        return ReferenceEquals(next, escalation) ? correlation : correlation with { Escalations = correlation.Escalations.Replace(escalation, next) };
    }

    /// <summary>The alarm's finding with what is left to deliver of it; <see langword="null"/> where the hub refused it for good.</summary>
    public static FindingSnapshot? Snapshot(ThingKey thing, AlarmState alarm, DateTimeOffset now, ThingContext? context = null) =>
        alarm.Rejection is not null || alarm.Withheld is not null || alarm.Revision == 0
            ? null
            : new FindingSnapshot
            {
                Key = alarm.Key,
                Revision = alarm.Revision,
                Finding = Stamped(thing, alarm, now, context),
                Update = alarm.Asked is { IsPending: true } asked ? UpdateOf(alarm, asked) : null,
            };

    /// <summary>The incident's finding; <see langword="null"/> where the hub refused it for good, or where it was never published.</summary>
    public static FindingSnapshot? Snapshot(ThingKey thing, EscalationState incident) =>
        incident.Rejection is not null || incident.Shown is null
            ? null
            : new FindingSnapshot { Key = incident.Key, Revision = incident.Revision, Finding = ThingIncidentFinding.Of(thing, incident) };

    /// <summary>The thing's row on the watch list.</summary>
    public static WatchRow Row(ThingState state, ThingKey thing, DateTimeOffset now)
    {
        var severity = Severity.None;
        var flags = WatchFlags.None;
        var open = 0;
        long? due = null;
        var lastEvent = 0L;
        foreach (var alarm in state.Alarms)
        {
            open += alarm.IsOpen ? 1 : 0;
            due = DueMs(alarm, now) is { } alarmDue && (due is null || alarmDue < due) ? alarmDue : due;
            lastEvent = Math.Max(lastEvent, alarm.Window.Newest.TimeMs);
            flags |= alarm.Rejection is null ? WatchFlags.None : WatchFlags.Rejected;
            flags |= alarm.IsHeld(now) ? WatchFlags.Held : WatchFlags.None;
            flags |= alarm.Withheld is { IsPending: true } || alarm.RaiseHeldUntilMs is not null ? WatchFlags.Withheld : WatchFlags.None;
            if (!alarm.IsOver)
            {
                severity = alarm.Effective > severity ? alarm.Effective : severity;
                flags |= alarm.Verification == Verification.TruePositive ? WatchFlags.TruePositive : WatchFlags.None;
            }
        }

        foreach (var escalation in state.Correlation?.Escalations ?? [])
        {
            due = Earlier(due, DueMs(escalation));
            flags |= escalation.Rejection is null ? WatchFlags.None : WatchFlags.Rejected;
            flags |= escalation.Withheld is null ? WatchFlags.None : WatchFlags.Withheld;
            if (escalation is { IsOpen: true, IsIncident: true })
            {
                severity = escalation.Current > severity ? escalation.Current : severity;
            }
        }

        if (state.Correlation is { } correlation)
        {
            due = Earlier(due, correlation.Woken?.DueMs);
            foreach (var alarm in state.Alarms)
            {
                due = Earlier(due, ThingSignals.NextStandingMs(alarm, correlation.SeenMs));
            }
        }

        return new WatchRow
        {
            Thing = thing,
            Revision = state.Revision,
            Severity = severity,
            OpenAlarms = open,
            ClosedAlarms = state.Alarms.Length - open,
            Flags = flags,
            DueAt = due is { } dueMs ? DateTimeOffset.FromUnixTimeMilliseconds(dueMs) : null,
            LastEventAt = DateTimeOffset.FromUnixTimeMilliseconds(state.Alarms.IsEmpty ? state.Posture?.ChangedMs ?? 0 : lastEvent),
            Posture = state.Posture?.Severity ?? Severity.None,
            AuditFindings = state.Posture?.Findings ?? 0,
        };
    }

    /// <summary>The thing as an operator sees it.</summary>
    public static ThingView View(ThingState state, ThingKey thing, DateTimeOffset now, RiskView? risk = null) => new()
    {
        Risk = risk ?? RiskView.None,
        Escalations =
        [
            .. (state.Correlation?.Escalations ?? [])
                .OrderByDescending(static escalation => escalation.IsOpen).ThenByDescending(static escalation => escalation.Current).ThenByDescending(static escalation => escalation.OccurrenceMs)
                .Select(escalation => EscalationText.View(thing, state, escalation)),
        ],
        Changes =
        [
            .. (state.Correlation?.Changes ?? []).Select(static change =>
                new EscalationNote(DateTimeOffset.FromUnixTimeMilliseconds(change.TimeMs), change.RuleTitle, change.Level, change.Reason)),
        ],
        Thing = thing,
        Severity = Row(state, thing, now).Severity,
        Alarms =
        [
            .. state.Alarms
                .Select(alarm => View(alarm, thing, now))
                .OrderByDescending(alarm => alarm.IsOpen)
                .ThenByDescending(alarm => alarm.Severity)
                .ThenByDescending(alarm => alarm.LastEventAt)
                .ThenBy(alarm => alarm.Profile, StringComparer.Ordinal)
                .ThenBy(alarm => alarm.Behavior, StringComparer.Ordinal),
        ],
        Posture = state.Posture?.View() ?? PostureView.None,
        Context = state.Context,
    };

    /// <summary>When the alarm wants to be woken: for its hold or its refresh, whichever is earlier.</summary>
    private static long? DueMs(AlarmState alarm, DateTimeOffset now)
    {
        var refresh = alarm.RefreshedMs ?? RefreshMs(alarm, now);
        return Earlier(
            Earlier(alarm.HeldUntilMs is { } held && !(refresh < held) ? held : refresh, alarm.RaiseHeldUntilMs),
            alarm.Withheld is { IsPending: true } withheld ? withheld.UntilMs : null);
    }

    /// <summary>When an escalation wants to be woken: to step down, to be sent with its new evidence, to be published, or for its age.</summary>
    private static long? DueMs(EscalationState escalation) =>
        Earlier(
            Earlier(escalation.NextStepMs, escalation.StampDueMs),
            Earlier(escalation.Withheld?.UntilMs, escalation.RefreshedMs ?? RefreshMs(escalation)));

    private static long? RefreshMs(EscalationState incident) =>
        incident is { Shown.IsArchived: false, Rejection: null } ? incident.UpdatedMs + (long)RefreshAfter.TotalMilliseconds : null;

    private static long? Earlier(long? left, long? right) => right < left || left is null ? right : left;

    /// <summary>When the finding's stamp is too old; absent where the hub does not have it as active. What it refused for good it would refuse again.</summary>
    private static long? RefreshMs(AlarmState alarm, DateTimeOffset now) =>
        alarm.IsArchived(now) || alarm is not { Rejection: null, Revision: > 0, Withheld: null } ? null : alarm.UpdatedMs + (long)RefreshAfter.TotalMilliseconds;

    private static AlarmState Refused(AlarmState alarm, DeliveryOutcome outcome)
    {
        if (alarm.Asked is { IsPending: true } asked && asked.Revision <= outcome.RefusedUpdateRevision)
        {
            // It must not come back with a later content, over what the customer has set by then.
            alarm = alarm with { Asked = asked with { IsPending = false } };
        }

        return outcome.Revision == alarm.Revision && alarm.Rejection is null
            ? alarm with { Rejection = new RejectionState(outcome.Revision, outcome.ErrorCode ?? "Unknown", outcome.ErrorMessage) }
            : alarm;
    }

    private static AlarmView View(AlarmState alarm, ThingKey thing, DateTimeOffset now) => new()
    {
        Profile = alarm.Profile,
        Behavior = alarm.Behavior,
        IsOpen = alarm.IsOpen,
        LastTransition = alarm.LastTransition,
        Severity = alarm.IsArchived(now) ? alarm.FindingSeverity : alarm.Effective,
        Verification = alarm.Verification,
        VerificationNote = alarm.Verdict?.Reason,
        VerifiedBy = alarm.Verdict?.Actor,
        Episodes = alarm.Episodes,
        OpenedAt = alarm.OpenedAt,
        ClosedAt = alarm.ClosedAt,
        LastEventAt = alarm.Window.Newest.Time,
        ViolationId = alarm.ViolationId,
        FindingId = FindingIds.Alarm(thing, alarm.Profile, alarm.Behavior),
        HeldUntil = alarm.IsHeld(now) ? DateTimeOffset.FromUnixTimeMilliseconds(alarm.HeldUntilMs!.Value) : null,
        Archived = alarm.IsArchived(now),
        Rejection = alarm.Rejection is { } rejection ? $"{rejection.Code}: {rejection.Message}" : null,
        Metric = alarm.Facts?.Metric,
        Criteria = alarm.Facts?.Criteria,
        Value = alarm.Value?.Text,
        Revision = alarm.Revision,
        Withdrawal = alarm.IsWithdrawn ? alarm.Withdrawal!.Text : null,
        ClosedBy = alarm.IsWithdrawn ? alarm.Withdrawal!.Actor : null,
        Mitigations = alarm.Mitigations ?? [],
        BaseSeverity = alarm.Severity,
        Withheld = alarm.Withheld is { IsPending: true } withheld ? withheld.Reason : null,
    };

    /// <summary>
    /// The finding as it was stamped. A hold that has run out shows only once a wake has stamped its end: content never changes without a revision.
    /// </summary>
    private static Finding Stamped(ThingKey thing, AlarmState alarm, DateTimeOffset now, ThingContext? context)
    {
        var finding = AlarmFinding.Of(thing, alarm, now, context);
        return alarm.HeldUntilMs is { } heldMs && heldMs <= now.ToUnixTimeMilliseconds() && FindingContent.Hash(finding) != alarm.ContentHash
            ? AlarmFinding.Of(thing, alarm, DateTimeOffset.FromUnixTimeMilliseconds(heldMs - 1), context)
            : finding;
    }

    private static CustomerUpdate UpdateOf(AlarmState alarm, AskedUpdate asked)
    {
        var verdict = alarm.VerdictOn(asked.ViolationId);
        return new CustomerUpdate
        {
            Revision = asked.Revision,
            Verification = asked.State,
            Workflow = asked.State switch
            {
                Verification.FalsePositive or Verification.BenignPositive => WorkflowStatus.Suppressed,
                Verification.TruePositive => WorkflowStatus.Notified,
                // A withdrawn word gives the finding back as new. Where a mere new episode ends a TRUE_POSITIVE, the hub itself resets NOTIFIED on
                // re-activation, and what the customer set since is not ours to touch.
                _ => verdict is not null || asked.LiftsSuppression ? WorkflowStatus.New : null,
            },
            Note = verdict is { } given && given.IsSaidBy(asked) ? VerdictNote.Of(given) : null,
            BeforeImport = asked.State == Verification.Unknown,
        };
    }

    private static int IndexOf(ImmutableArray<AlarmState> alarms, string key)
    {
        for (var i = 0; i < alarms.Length; i++)
        {
            if (alarms[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Collects changes of alarms and settles them once at the end, so that a batch stamps a finding once.</summary>
    private sealed class Edit(ThingState state, ThingKey thing, DateTimeOffset now, ThingRules rules, SeverityPolicy? policy = null)
    {
        // AWS IoT takes no more in one task.
        private const int MostActions = 5;

        private readonly List<AlarmState> _alarms = [.. state.Alarms];
        private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
        private readonly HashSet<string> _standing = new(StringComparer.Ordinal);
        private readonly ImmutableArray<CauseRejection>.Builder _rejected = ImmutableArray.CreateBuilder<CauseRejection>();
        private long _revisionFloor = state.RevisionFloor;
        private readonly List<WithdrawalState> _withdrawn = [];
        private readonly List<(string Alarm, string ViolationId, long TimeMs, Verification Word)> _words = [];
        private PostureState? _posture = state.Posture;
        private ImmutableArray<WithdrawalState>? _withdrawals = state.Withdrawals;
        private ThingContext? _context = state.Context;
        private long? _contextChangedMs = state.ContextChangedMs;

        public void Touch(string key) => _touched.Add(key);

        /// <summary>Touches an alarm that now counts as standing: groups across things are told of it until the wake is complete.</summary>
        public void TouchStanding(string key)
        {
            _touched.Add(key);
            _standing.Add(key);
        }

        /// <summary>Stamps those touched findings anew whose stamp is too old. One that is marked already was stamped by a wake that is not complete.</summary>
        public void RefreshTouched()
        {
            for (var i = 0; i < _alarms.Count; i++)
            {
                var alarm = _alarms[i];
                if (_touched.Contains(alarm.Key) && alarm.RefreshedMs is null && RefreshMs(alarm, now) is { } due && due <= now.ToUnixTimeMilliseconds())
                {
                    _alarms[i] = alarm with
                    {
                        RefreshedMs = due,
                        UpdatedMs = Math.Max(now.ToUnixTimeMilliseconds(), alarm.UpdatedMs + 1),
                        Revision = alarm.Revision + 1,
                    };
                }
            }
        }

        public void Apply(DetectEvent detectEvent)
        {
            if (detectEvent.Time > now + ThingCauses.MostFuture)
            {
                Reject(
                    detectEvent,
                    "time-in-future",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The event is {(detectEvent.Time - now).TotalMinutes:F1} minutes in the future; at most {ThingCauses.MostFuture.TotalMinutes:F0} are taken."));
                return;
            }

            var index = _alarms.FindIndex(alarm => alarm.Profile == detectEvent.Profile && alarm.Behavior == detectEvent.Behavior);
            if (index < 0)
            {
                if (_alarms.Count >= ThingState.MostAlarms && !ForgetOne())
                {
                    Reject(
                        detectEvent,
                        "too-many-alarms",
                        $"The thing has {ThingState.MostAlarms} alarms that are open or had an event within {ForgetAfter.TotalDays:F0} days.");
                    return;
                }

                index = _alarms.Count;
                _alarms.Add(new AlarmState
                {
                    Profile = detectEvent.Profile,
                    Behavior = detectEvent.Behavior,
                    Severity = policy!.SeverityOf(detectEvent.Profile, detectEvent.Behavior),
                    Revision = _revisionFloor,
                });
            }

            _alarms[index] = Add(_alarms[index], detectEvent);
            Touch(_alarms[index].Key);
        }

        public void Apply(VerificationEvent verification)
        {
            var index = _alarms.FindIndex(alarm => alarm.Window.Knows(verification.ViolationId));
            if (index < 0)
            {
                // The episode has left the window: the word can change nothing but what its signals have led to.
                if (_alarms.Find(alarm => Remembers(alarm, verification.ViolationId)) is { } former)
                {
                    _words.Add((former.Key, verification.ViolationId, verification.Time.ToUnixTimeMilliseconds(), verification.State));
                    Touch(former.Key);
                }

                return;
            }

            var alarm = _alarms[index];
            var verdict = new EpisodeVerdict
            {
                ViolationId = verification.ViolationId,
                State = verification.State,
                Reason = verification.Description is { Length: > 0 } reason ? AsffText.Fit(reason, AsffLimits.NoteText) : null,
                Actor = verification.Actor is { Length: > 0 } actor ? AsffText.Fit(actor, 128) : null,
                TimeMs = verification.Time.ToUnixTimeMilliseconds(),
                EventId = verification.EventId,
                IsNotified = verification.IsNotified,
            };
            var known = alarm.VerdictOn(verification.ViolationId);
            if (known is null)
            {
                _alarms[index] = alarm with { Verdicts = alarm.Verdicts.Add(verdict) };
            }
            else if (verdict.IsLaterThan(known))
            {
                _alarms[index] = alarm with { Verdicts = alarm.Verdicts.Replace(known, verdict) };
            }

            if (!verdict.IsNotified)
            {
                // Of two words the later holds for the alarm; for its signals each holds from its time on, whichever comes first.
                _words.Add((alarm.Key, verdict.ViolationId, verdict.TimeMs, verdict.State));
            }

            Touch(alarm.Key);
        }

        private bool Remembers(AlarmState alarm, string violationId) =>
            ThingSignals.Remembers(alarm, violationId)
            || state.Find(alarm.Key)?.Window.Knows(violationId) == true
            || (state.Correlation?.Escalations ?? []).Any(escalation =>
                escalation.Firings.Any(firing => firing.Evidence.Any(item => item.Episode == violationId && item.Alarm == alarm.Key)));

        public void Apply(WithdrawalEvent withdrawal)
        {
            var withdrawn = WithdrawalState.Of(withdrawal);
            _withdrawn.Add(withdrawn);
            var known = _withdrawals ?? [];
            var remembered = WithdrawalState.Add(known, withdrawn, now);
            _withdrawals = remembered == known ? _withdrawals : remembered;
            foreach (var alarm in _alarms.Where(alarm => withdrawn.IsAbout(alarm) && alarm.RaisedMs <= withdrawn.Withdrawal.TimeMs))
            {
                Touch(alarm.Key);
            }
        }

        public void Apply(AlarmMitigation mitigation)
        {
            var index = mitigation.ViolationId is { } violationId
                ? _alarms.FindIndex(alarm => alarm.Window.Knows(violationId))
                : _alarms.FindIndex(alarm =>
                    alarm.Profile == mitigation.Profile && alarm.Behavior == mitigation.Behavior && WasOpen(alarm, mitigation.Mitigation.Time));
            if (index < 0)
            {
                // It was for another thing's alarm, or for an episode that has left the window.
                return;
            }

            var alarm = _alarms[index];
            Touch(alarm.Key);
            var known = alarm.Mitigations ?? [];
            if (known.Any(other => other.EventId == mitigation.Mitigation.EventId))
            {
                return;
            }

            ImmutableArray<MitigationEvent> latest =
            [
                .. known.Append(Fit(mitigation.Mitigation))
                    .OrderByDescending(other => other.Time).ThenByDescending(other => other.EventId, StringComparer.Ordinal)
                    .Take(AlarmState.MostMitigations),
            ];
            if (latest.Any(other => other.EventId == mitigation.Mitigation.EventId))
            {
                _alarms[index] = alarm with { Mitigations = latest };
            }
        }

        public void Apply(AuditReference reference)
        {
            var posture = (_posture ?? PostureState.Empty).Apply(reference, now);
            _posture = ReferenceEquals(posture, PostureState.Empty) ? _posture : posture;
        }

        /// <summary>Takes in what the registry says, and that it says something else now. Touches what a context shows in: archived findings stay as they are.</summary>
        public void Learn(ThingContext? context, DateTimeOffset? changedAt)
        {
            if (_alarms.Count == 0 && _posture is null)
            {
                // Nothing is known of the thing: none of this makes it worth remembering.
                return;
            }

            (_context, _contextChangedMs) = ContextLogic.Merge(_context, _contextChangedMs, context, changedAt);
            if (context is not null)
            {
                _touched.UnionWith(_alarms.Where(alarm => !alarm.IsArchived(now)).Select(static alarm => alarm.Key));
            }
        }

        /// <summary>Completes a wake: what it touches stays due until the wake is complete.</summary>
        public ThingTransition CompleteWake()
        {
            var transition = Complete(new ThingCauses());
            var earlier = state.Correlation?.Woken;
            var woken = transition.Touched.Where(key => !transition.State.Alarms.Any(alarm => alarm.Key == key && (alarm.HeldUntilMs ?? alarm.RefreshedMs) is not null)
                    && transition.State.RevisionOf(key) != state.RevisionOf(key))
                .Concat(_standing)
                .Concat(earlier?.Keys ?? [])
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            return woken.Count == 0
                ? transition
                : transition with
                {
                    Touched = [.. transition.Touched.Union(woken, StringComparer.Ordinal)],
                    State = woken.SequenceEqual(earlier?.Keys ?? [], StringComparer.Ordinal)
                        ? transition.State
                        : transition.State with
                        {
                            Revision = state.Revision + 1,
                            Correlation = (transition.State.Correlation ?? CorrelationState.Empty) with { Woken = new WokenKeys(now.ToUnixTimeMilliseconds(), [.. woken]) },
                        },
                };
        }

        public ThingTransition Complete(ThingCauses causes)
        {
            var nowMs = now.ToUnixTimeMilliseconds();
            for (var i = 0; i < _alarms.Count; i++)
            {
                // A hold that has run out is settled with whatever touches the thing next.
                if (_touched.Contains(_alarms[i].Key) || _alarms[i].HeldUntilMs <= nowMs || _alarms[i].Withheld?.UntilMs <= nowMs || _alarms[i].RaiseHeldUntilMs <= nowMs)
                {
                    _touched.Add(_alarms[i].Key);
                    _alarms[i] = Hold(Rate(Withdraw(_alarms[i])));
                }
            }

            // Before verdicts on episodes that have left the window are dropped: correlation may still need them.
            var step = ThingCorrelation.Step(thing, rules, state, _alarms, _posture, _context ?? ThingContext.None, causes, _words, now);
            for (var i = 0; i < _alarms.Count; i++)
            {
                var alarm = step.Alarms[i];
                if (!ReferenceEquals(alarm.Escalation, _alarms[i].Escalation) || alarm.Incidents != _alarms[i].Incidents)
                {
                    _touched.Add(alarm.Key);
                }

                _alarms[i] = _touched.Contains(alarm.Key) ? Stamp(Ask(Prune(alarm))) : alarm;
            }

            var correlation = Refresh(step.Correlation);
            _touched.UnionWith(step.Touched);
            if (_touched.Count > 0)
            {
                // Whatever else the causes have brought about: a repeat of them must deliver it again.
                foreach (var escalation in (correlation?.Escalations ?? []).Where(static escalation => escalation.IsOpen || escalation is { Revision: > 0, IsLanded: false }))
                {
                    _touched.UnionWith(escalation.Members);
                    if (escalation.Revision > 0)
                    {
                        _touched.Add(escalation.Key);
                    }
                }
            }

            var changed = _revisionFloor != state.RevisionFloor
                || !ReferenceEquals(correlation, state.Correlation)
                || !ReferenceEquals(_posture, state.Posture)
                || _withdrawals != state.Withdrawals
                || !ReferenceEquals(_context, state.Context)
                || _contextChangedMs != state.ContextChangedMs
                || _alarms.Count != state.Alarms.Length
                || !_alarms.SequenceEqual(state.Alarms, ReferenceEqualityComparer.Instance);
            return new ThingTransition(
                changed
                    ? state with
                    {
                        Alarms = [.. _alarms],
                        Revision = state.Revision + 1,
                        RevisionFloor = _revisionFloor,
                        Posture = _posture,
                        Withdrawals = _withdrawals,
                        Correlation = correlation,
                        Context = _context,
                        ContextChangedMs = _contextChangedMs,
                    }
                    : state,
                [.. _touched],
                _rejected.ToImmutable());
        }

        private static AlarmState Add(AlarmState alarm, DetectEvent detectEvent)
        {
            var transition = Transition.Of(detectEvent);
            var window = alarm.Window.Add(transition, out var droppedEpisode);
            var facts = AlarmFacts.Later(alarm.Facts, AlarmFacts.Of(detectEvent));
            var value = detectEvent is { Kind: TransitionKind.InAlarm, Value: { } text }
                ? AlarmValue.Later(alarm.Value, new AlarmValue(transition.TimeMs, text))
                : alarm.Value;
            var first = Math.Min(alarm.FirstEventMs, transition.TimeMs);
            if (ReferenceEquals(window, alarm.Window) && first == alarm.FirstEventMs
                && ReferenceEquals(facts, alarm.Facts) && ReferenceEquals(value, alarm.Value))
            {
                return alarm;
            }

            return alarm with
            {
                Window = window,
                EarlierEpisodes = alarm.EarlierEpisodes + (droppedEpisode ? 1 : 0),
                Facts = facts,
                Value = value,
                FirstEventMs = first,
            };
        }

        /// <summary>Whether the alarm was open at a moment, as far as events of before are known: one that comes later changes nothing of it.</summary>
        private static bool WasOpen(AlarmState alarm, DateTimeOffset time)
        {
            var last = alarm.Window.Transitions.LastOrDefault(transition => transition.Time <= time);
            return last is { ViolationId: not null, Kind: TransitionKind.InAlarm }
                && (alarm.Withdrawal is not { } withdrawal || withdrawal.TimeMs > time.ToUnixTimeMilliseconds());
        }

        private static MitigationEvent Fit(MitigationEvent mitigation) => mitigation with
        {
            TaskId = AsffText.Fit(mitigation.TaskId, 128),
            Actions = [.. mitigation.Actions.Take(MostActions).Select(static action => AsffText.Fit(action, 128))],
            Actor = mitigation.Actor is { Length: > 0 } actor ? AsffText.Fit(actor, 128) : null,
        };

        /// <summary>Notes the latest deletion of what the alarm is about, and forgets it once the alarm was raised later; a closing that comes after it changes nothing.</summary>
        private AlarmState Withdraw(AlarmState alarm)
        {
            var latest = alarm.Withdrawal;
            foreach (var withdrawal in (_withdrawals ?? []).Concat(_withdrawn).Where(withdrawal => withdrawal.IsAbout(alarm)))
            {
                latest = AlarmWithdrawal.Later(latest, withdrawal.Withdrawal);
            }

            latest = latest?.TimeMs >= alarm.RaisedMs ? latest : null;
            return latest == alarm.Withdrawal ? alarm : alarm with { Withdrawal = latest };
        }

        /// <summary>The policy may have changed since: an alarm takes the new severity when these causes leave it newly open, never while it is archived.</summary>
        private AlarmState Rate(AlarmState alarm) =>
            policy is not null && alarm.IsOpen && state.Find(alarm.Key)?.Window.Newest != alarm.Window.Newest
                ? alarm with { Severity = policy.SeverityOf(alarm.Profile, alarm.Behavior) }
                : alarm;

        /// <summary>Drops verdicts on episodes that have left the window; what they say of the behavior is kept as a sum.</summary>
        private AlarmState Prune(AlarmState alarm) =>
            alarm.Verdicts.All(verdict => alarm.Window.Knows(verdict.ViolationId))
                ? alarm
                : alarm with
                {
                    Verdicts = [.. alarm.Verdicts.Where(verdict => alarm.Window.Knows(verdict.ViolationId))],
                    Feedback = RiskLogic.Fold(alarm.Feedback, alarm.Verdicts.Where(verdict => !alarm.Window.Knows(verdict.ViolationId)), rules.Risk),
                };

        /// <summary>Asks for a change of the customer's fields where the word on the current episode is not the one that was asked for last.</summary>
        private static AlarmState Ask(AlarmState alarm)
        {
            var verdict = alarm.Verdict;
            var wanted = verdict?.State ?? Verification.Unknown;
            var asked = alarm.Asked;
            var isNews = wanted == Verification.Unknown
                ? asked is not null && asked.State != Verification.Unknown
                : asked is null || asked.ViolationId != alarm.ViolationId || !verdict!.IsSaidBy(asked);
            return isNews
                ? alarm with
                {
                    // What the hub refused was another word, or another content: this one gets its own answer.
                    Rejection = null,
                    Asked = new AskedUpdate
                    {
                        Revision = (asked?.Revision ?? 0) + 1,
                        State = wanted,
                        ViolationId = alarm.ViolationId,
                        EventId = verdict?.EventId,
                        IsPending = true,
                        Withdrawn = Standing(asked),
                    },
                }
                : alarm;
        }

        /// <summary>What of our own words the hub shows: a suppression stands until an update that lifts it is confirmed, however many are asked for meanwhile.</summary>
        private static Verification Standing(AskedUpdate? asked) =>
            asked is null ? Verification.Unknown
            : asked is { IsPending: true, LiftsSuppression: true, Suppresses: false } ? asked.Withdrawn
            : asked.State;

        /// <summary>Holds back the archive of an alarm that has opened too often, instead of flipping its finding.</summary>
        private AlarmState Hold(AlarmState alarm)
        {
            long? until = null;
            if (alarm.ClosedAt is { } closedAt && !alarm.IsSuppressed && alarm.Withdrawal is null)
            {
                var closedMs = closedAt.ToUnixTimeMilliseconds();
                var from = closedMs - (long)FlapSpan.TotalMilliseconds;
                var opens = alarm.Window.Transitions
                    .Where(transition => transition.Kind == TransitionKind.InAlarm && transition.TimeMs > from && transition.TimeMs <= closedMs)
                    .Select(transition => transition.ViolationId)
                    .Distinct(StringComparer.Ordinal)
                    .Count();
                var end = closedMs + (long)FlapSpan.TotalMilliseconds;

                // A hold that never began, because the events came late, is none; one that began keeps its mark until its wake is complete.
                if (opens >= FlapOpens && (end > now.ToUnixTimeMilliseconds() || alarm.HeldUntilMs == end))
                {
                    until = end;
                }
            }

            return until == alarm.HeldUntilMs ? alarm : alarm with { HeldUntilMs = until };
        }

        /// <summary>Stamps those incidents anew whose stamp is too old.</summary>
        private CorrelationState? Refresh(CorrelationState? correlation)
        {
            var nowMs = now.ToUnixTimeMilliseconds();
            if (correlation is null || !correlation.Escalations.Any(escalation => escalation.RefreshedMs is null && RefreshMs(escalation) <= nowMs))
            {
                return correlation;
            }

            return correlation with
            {
                Escalations =
                [
                    .. correlation.Escalations.Select(escalation =>
                    {
                        if (escalation.RefreshedMs is not null || !(RefreshMs(escalation) <= nowMs))
                        {
                            return escalation;
                        }

                        _touched.Add(escalation.Key);
                        return escalation with
                        {
                            RefreshedMs = RefreshMs(escalation), UpdatedMs = Math.Max(nowMs, escalation.UpdatedMs + 1), Revision = escalation.Revision + 1,
                        };
                    }),
                ],
            };
        }

        /// <summary>Decides whether the finding is withheld: only a new activation, or a higher severity, ever is.</summary>
        private (AlarmState Alarm, bool IsWithheld) Withhold(AlarmState alarm)
        {
            var isPublished = alarm is { CreatedMs: not 0, Withheld: null } && state.Find(alarm.Key) is { } before && !before.IsArchived(now);
            if (alarm is { Withheld: not null, CreatedMs: 0, IsOver: true })
            {
                // Nothing is to be published of what came and went while it was withheld, held archive or not.
                return (alarm.Withheld == Withholding.ForGood ? alarm : alarm with { Withheld = Withholding.ForGood }, true);
            }

            if (alarm.IsArchived(now))
            {
                return (Released(alarm), false);
            }

            if (isPublished)
            {
                return (Released(alarm), false);
            }

            var withheld = Withholding.Keep(
                alarm.Withheld, rules.Withholder.Find(alarm, alarm.Effective, isIncident: false) ?? AfterVerdict(alarm), now.ToUnixTimeMilliseconds());
            return withheld is null ? (Released(alarm), false) : (withheld == alarm.Withheld ? alarm : alarm with { Withheld = withheld }, true);
        }

        private static AlarmState Released(AlarmState alarm) => alarm.Withheld is null ? alarm : alarm with { Withheld = null };

        /// <summary>An analyst called the episode before false or benign, not long ago: the same again is held back for a while, unless it is CRITICAL.</summary>
        private Withholding? AfterVerdict(AlarmState alarm)
        {
            if (rules.HoldFor <= TimeSpan.Zero || alarm.Effective == Severity.Critical || alarm.OpenedAt is not { } opened || alarm.Verification != Verification.Unknown)
            {
                return null;
            }

            var openedMs = opened.ToUnixTimeMilliseconds();
            var word = alarm.Verdicts.Where(verdict => verdict.ViolationId != alarm.ViolationId).MaxBy(static verdict => verdict.TimeMs);
            var until = word?.TimeMs + (long)rules.HoldFor.TotalMilliseconds;
            return word?.State is Verification.FalsePositive or Verification.BenignPositive && openedMs < until && now.ToUnixTimeMilliseconds() < until
                ? new Withholding(until!.Value, $"the last episode was called {Words.Of(word.State)}")
                : null;
        }

        /// <summary>The severity to show: never another one while it is archived, nor a higher one while that is silenced.</summary>
        private AlarmState Show(AlarmState alarm)
        {
            var effective = alarm.Effective;
            var shown = effective;
            long? heldUntil = null;
            if (alarm.IsArchived(now) && alarm.CreatedMs != 0)
            {
                shown = alarm.FindingSeverity;
            }
            else if (alarm.CreatedMs != 0 && effective > alarm.FindingSeverity && rules.Withholder.Find(alarm, effective, isIncident: false) is { } withholding)
            {
                (shown, heldUntil) = (alarm.FindingSeverity, withholding.UntilMs);
            }

            var stored = shown == alarm.Severity ? Severity.None : shown;
            return stored == alarm.Shown && heldUntil == alarm.RaiseHeldUntilMs ? alarm : alarm with { Shown = stored, RaiseHeldUntilMs = heldUntil };
        }

        /// <summary>Gives changed content its revision and time.</summary>
        private AlarmState Stamp(AlarmState unstamped)
        {
            var (alarm, isWithheld) = Withhold(unstamped);
            if (isWithheld)
            {
                return alarm;
            }

            alarm = Show(alarm);
            var hash = FindingContent.Hash(AlarmFinding.Of(thing, alarm, now, _context));
            if (hash == alarm.ContentHash && alarm.CreatedMs != 0)
            {
                return alarm;
            }

            var nowMs = now.ToUnixTimeMilliseconds();
            return alarm with
            {
                CreatedMs = alarm.CreatedMs != 0 ? alarm.CreatedMs : nowMs,
                UpdatedMs = Math.Max(nowMs, alarm.UpdatedMs + 1),
                Revision = alarm.Revision + 1,
                ContentHash = hash,
                Rejection = null,
            };
        }

        /// <summary>Makes room by forgetting the archived alarm that has been quiet longest.</summary>
        private bool ForgetOne()
        {
            var oldest = _alarms
                .Where(alarm => !alarm.IsOpen && alarm.IsArchived(now) && alarm.Asked is not { IsPending: true }
                    && alarm.LastMs < (now - ForgetAfter).ToUnixTimeMilliseconds() && !_touched.Contains(alarm.Key))
                .MinBy(alarm => alarm.LastMs);
            if (oldest is null)
            {
                return false;
            }

            _revisionFloor = Math.Max(_revisionFloor, oldest.Revision);
            _alarms.Remove(oldest);
            return true;
        }

        private void Reject(DetectEvent detectEvent, string reason, string detail) =>
            _rejected.Add(new CauseRejection(detectEvent.ViolationId, detectEvent.Kind, detectEvent.Time, reason, detail));
    }
}
