using OrleansDefender.Audits;
using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>The signals that a thing's state tells of: nothing that is in an alarm's window or verdicts is stored a second time as a signal.</summary>
internal static class ThingSignals
{
    /// <summary>After how many hours an open alarm counts as standing, once each.</summary>
    public static readonly int[] StandingHours = [24, 168];

    /// <summary>All signals of an alarm, in no order; those of its log first, which may hold values.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="alarm">The alarm.</param>
    /// <param name="context">What the registry says of the thing.</param>
    /// <param name="nowMs">The present moment in milliseconds since 1970: what stands open until then.</param>
    public static IEnumerable<Signal> Of(ThingKey thing, AlarmState alarm, ThingContext context, long nowMs) =>
        Logged(thing, alarm, context).Concat(Derived(thing, alarm, context, nowMs));

    /// <summary>The signals of an alarm's log.</summary>
    public static IEnumerable<Signal> Logged(ThingKey thing, AlarmState alarm, ThingContext context) =>
        SignalLog.Unpack(alarm.Log).Select(logged => Of(thing, alarm, context, logged));

    /// <summary>The signals that follow from an alarm's window and verdicts.</summary>
    public static IEnumerable<Signal> Derived(ThingKey thing, AlarmState alarm, ThingContext context, long nowMs) =>
        Derived(alarm, nowMs).Select(derived => Of(thing, alarm, context, derived));

    /// <summary>What follows from window and verdicts alone.</summary>
    public static IEnumerable<LoggedSignal> Derived(AlarmState alarm, long nowMs)
    {
        var transitions = alarm.Window.Transitions;
        var opens = 0;
        for (var i = 0; i < transitions.Length; i++)
        {
            var transition = transitions[i];
            yield return new LoggedSignal(transition.TimeMs, TypeOf(transition.Kind), transition.ViolationId, null, null, null);
            if (transition.Kind != TransitionKind.InAlarm)
            {
                continue;
            }

            opens++;
            if (opens >= ThingLogic.FlapOpens && OpensUntil(alarm, i) >= ThingLogic.FlapOpens)
            {
                yield return new LoggedSignal(transition.TimeMs, SignalEvents.Flapping, transition.ViolationId, null, null, null);
            }

            // It stood open until the next transition, or stands open still.
            var until = i + 1 < transitions.Length ? transitions[i + 1].TimeMs : alarm.Withdrawal?.TimeMs ?? nowMs;
            foreach (var hours in StandingHours)
            {
                var stands = transition.TimeMs + (hours * 3_600_000L);
                if (stands <= until && stands <= nowMs)
                {
                    yield return new LoggedSignal(stands, SignalEvents.Standing, transition.ViolationId, null, hours, null);
                }
            }
        }

        foreach (var verdict in alarm.Verdicts)
        {
            yield return new LoggedSignal(verdict.TimeMs, SignalEvents.Verified, verdict.ViolationId, verdict.State, null, null);
        }
    }

    /// <summary>Whether signals of an episode are kept beside the alarm's window.</summary>
    public static bool Remembers(AlarmState alarm, string violationId) => SignalLog.Unpack(alarm.Log).Any(logged => logged.ViolationId == violationId);

    /// <summary>The signals of the open audit findings of its resources.</summary>
    public static IEnumerable<Signal> Of(ThingKey thing, PostureState? posture, ThingContext context) =>
        from held in posture?.References ?? []
        from finding in held.Findings
        select SignalFactory.OfAudit(
            thing.Scope, thing.Name, held.Resource, finding.Check, finding.ReasonCode, SignalEvents.FindingOpened, finding.Since, finding.Severity, context);

    /// <summary>The signals of findings that a resource tells to be resolved.</summary>
    public static IEnumerable<Signal> Resolved(ThingKey thing, AuditReference reference, ThingContext context) =>
        from finding in reference.Resolved.IsDefault ? [] : reference.Resolved
        select SignalFactory.OfAudit(
            thing.Scope, thing.Name, reference.Resource, finding.Check, finding.ReasonCode, SignalEvents.FindingResolved, finding.ResolvedAt, finding.Severity, context);

    /// <summary>The signal of an alarm's last opening.</summary>
    public static Signal InAlarm(ThingKey thing, AlarmState alarm, ThingContext context) =>
        Of(thing, alarm, context, new LoggedSignal(alarm.RaisedMs, SignalEvents.InAlarm, alarm.ViolationId, null, null, null));

    /// <summary>The episodes of an alarm that are over, as far as its window tells of them, each as a signal with the time of its end.</summary>
    public static IEnumerable<Signal> Ends(ThingKey thing, AlarmState alarm, ThingContext context)
    {
        var transitions = alarm.Window.Transitions;
        for (var i = 0; i < transitions.Length; i++)
        {
            var transition = transitions[i];
            if (transitions.Skip(i + 1).Any(later => later.ViolationId == transition.ViolationId) || (i == transitions.Length - 1 && alarm.IsOpen))
            {
                continue;
            }

            // One that another has replaced ended when that began, at the latest.
            var ended = transition.Kind != TransitionKind.InAlarm ? transition.TimeMs
                : i < transitions.Length - 1 ? transitions[i + 1].TimeMs
                : alarm.ClosedAt!.Value.ToUnixTimeMilliseconds();
            yield return Of(thing, alarm, context, new LoggedSignal(ended, SignalEvents.Cleared, transition.ViolationId, null, null, null));
        }
    }

    /// <summary>When an open alarm next counts as standing, after a moment; absent where it does not any more.</summary>
    public static long? NextStandingMs(AlarmState alarm, long afterMs)
    {
        if (!alarm.IsOpen)
        {
            return null;
        }

        var opened = alarm.Window.Newest.TimeMs;
        foreach (var hours in StandingHours)
        {
            if (opened + (hours * 3_600_000L) > afterMs)
            {
                return opened + (hours * 3_600_000L);
            }
        }

        return null;
    }

    /// <summary>A signal of an alarm, described as the alarm is.</summary>
    public static Signal Of(ThingKey thing, AlarmState alarm, ThingContext context, LoggedSignal signal)
    {
        var isOfState = signal.EventType is SignalEvents.Verified or SignalEvents.Flapping or SignalEvents.Standing;
        return new Signal
        {
            Id = SignalFactory.Id(thing.Name, signal.ViolationId),
            Scope = thing.Scope,
            ThingName = thing.Name,
            Category = isOfState ? SignalCategory.State : SignalCategory.Detect,
            EventType = signal.EventType,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(signal.TimeMs),
            Severity = alarm.Severity,
            Profile = alarm.Profile,
            Behavior = alarm.Behavior,
            Metric = alarm.Facts?.Metric,
            CriteriaType = alarm.Facts?.CriteriaType,
            Criteria = alarm.Facts?.Criteria,
            Confidence = alarm.Facts?.Confidence,
            Dimension = alarm.Facts?.Dimension,
            Value = isOfState ? null : signal.Value,
            ViolationId = signal.ViolationId,
            Verification = isOfState ? signal.Verification : null,
            OpenHours = isOfState ? signal.OpenHours : null,
            Context = context,
        };
    }

    private static string TypeOf(TransitionKind kind) => kind switch
    {
        TransitionKind.InAlarm => SignalEvents.InAlarm,
        TransitionKind.Cleared => SignalEvents.Cleared,
        _ => SignalEvents.Invalidated,
    };

    /// <summary>Opens of different episodes within the flapping span that ends with a transition.</summary>
    private static int OpensUntil(AlarmState alarm, int index)
    {
        var from = alarm.Window.Transitions[index].TimeMs - (long)ThingLogic.FlapSpan.TotalMilliseconds;
        var opens = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i <= index; i++)
        {
            var transition = alarm.Window.Transitions[i];
            if (transition.Kind == TransitionKind.InAlarm && transition.TimeMs > from)
            {
                opens.Add(transition.ViolationId);
            }
        }

        return opens.Count;
    }
}
