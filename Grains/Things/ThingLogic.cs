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
    public static ThingTransition Apply(ThingState state, ThingKey thing, ThingCauses causes, SeverityPolicy policy, DateTimeOffset now)
    {
        var edit = new Edit(state, thing, now, policy);
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
        return edit.Complete();
    }

    /// <summary>Ends holds and stamps old findings anew that are due. Their marks stay until <see cref="CompleteWake"/>, so that a repeat delivers again.</summary>
    public static ThingTransition Wake(ThingState state, ThingKey thing, DateTimeOffset now)
    {
        var edit = new Edit(state, thing, now);
        foreach (var alarm in state.Alarms.Where(alarm => DueMs(alarm, now) <= now.ToUnixTimeMilliseconds()))
        {
            edit.Touch(alarm.Key);
        }

        edit.RefreshTouched();
        return edit.Complete();
    }

    /// <summary>Takes away the marks of holds that a wake ended, and of findings that it stamped, and that are delivered.</summary>
    /// <param name="state">The state.</param>
    /// <param name="wokenAt">The time that the wake was given: a hold that ran out since is for the next one.</param>
    public static ThingState CompleteWake(ThingState state, DateTimeOffset wokenAt)
    {
        var wokenMs = wokenAt.ToUnixTimeMilliseconds();
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
        foreach (var outcome in outcomes)
        {
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

        return alarms == state.Alarms ? state : state with { Alarms = alarms, Revision = state.Revision + 1 };
    }

    /// <summary>The alarm's finding with what is left to deliver of it; <see langword="null"/> where the hub refused it for good.</summary>
    public static FindingSnapshot? Snapshot(ThingKey thing, AlarmState alarm, DateTimeOffset now, ThingContext? context = null) =>
        alarm.Rejection is not null
            ? null
            : new FindingSnapshot
            {
                Key = alarm.Key,
                Revision = alarm.Revision,
                Finding = Stamped(thing, alarm, now, context),
                Update = alarm.Asked is { IsPending: true } asked ? UpdateOf(alarm, asked) : null,
            };

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
            if (!alarm.IsOver)
            {
                severity = alarm.Severity > severity ? alarm.Severity : severity;
                flags |= alarm.Verification == Verification.TruePositive ? WatchFlags.TruePositive : WatchFlags.None;
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
    public static ThingView View(ThingState state, ThingKey thing, DateTimeOffset now) => new()
    {
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
        return alarm.HeldUntilMs is { } held && !(refresh < held) ? held : refresh;
    }

    /// <summary>When the finding's stamp is too old; absent where the hub does not have it as active. What it refused for good it would refuse again.</summary>
    private static long? RefreshMs(AlarmState alarm, DateTimeOffset now) =>
        alarm.IsArchived(now) || alarm.Rejection is not null ? null : alarm.UpdatedMs + (long)RefreshAfter.TotalMilliseconds;

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
        Severity = alarm.Severity,
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
    private sealed class Edit(ThingState state, ThingKey thing, DateTimeOffset now, SeverityPolicy? policy = null)
    {
        // AWS IoT takes no more in one task.
        private const int MostActions = 5;

        private readonly List<AlarmState> _alarms = [.. state.Alarms];
        private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
        private readonly ImmutableArray<CauseRejection>.Builder _rejected = ImmutableArray.CreateBuilder<CauseRejection>();
        private long _revisionFloor = state.RevisionFloor;
        private readonly List<WithdrawalState> _withdrawn = [];
        private PostureState? _posture = state.Posture;
        private ImmutableArray<WithdrawalState>? _withdrawals = state.Withdrawals;
        private ThingContext? _context = state.Context;
        private long? _contextChangedMs = state.ContextChangedMs;

        public void Touch(string key) => _touched.Add(key);

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
                // The episode has left the window: there is nothing that the word could change.
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

            Touch(alarm.Key);
        }

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

        public ThingTransition Complete()
        {
            for (var i = 0; i < _alarms.Count; i++)
            {
                // A hold that has run out is settled with whatever touches the thing next.
                if (_touched.Contains(_alarms[i].Key) || _alarms[i].HeldUntilMs <= now.ToUnixTimeMilliseconds())
                {
                    _alarms[i] = Stamp(Ask(Hold(Prune(Rate(Withdraw(_alarms[i]))))));
                }
            }

            var changed = _revisionFloor != state.RevisionFloor
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

        /// <summary>Drops verdicts on episodes that have left the window.</summary>
        private static AlarmState Prune(AlarmState alarm) =>
            alarm.Verdicts.All(verdict => alarm.Window.Knows(verdict.ViolationId))
                ? alarm
                : alarm with { Verdicts = [.. alarm.Verdicts.Where(verdict => alarm.Window.Knows(verdict.ViolationId))] };

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

        /// <summary>Gives changed content its revision and time.</summary>
        private AlarmState Stamp(AlarmState alarm)
        {
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
