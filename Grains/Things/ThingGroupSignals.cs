using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;

namespace OrleansDefender.Things;

/// <summary>What groups across things are told of a thing's causes. Pure: repeated causes tell it again.</summary>
/// <remarks>Of audit findings the resource tells, once for all its things.</remarks>
internal static class ThingGroupSignals
{
    /// <summary>The signals of causes.</summary>
    /// <param name="match">The rules in force.</param>
    /// <param name="thing">The thing.</param>
    /// <param name="transition">What became of it by the causes.</param>
    /// <param name="causes">The causes; none for a wake.</param>
    /// <param name="policy">The base severities.</param>
    /// <param name="context">What the registry says of the thing.</param>
    /// <param name="now">The present moment: what has stood open until then.</param>
    public static ImmutableArray<GroupSignal> Of(
        RuleMatch match, ThingKey thing, ThingTransition transition, ThingCauses causes, SeverityPolicy policy, ThingContext context, DateTimeOffset now)
    {
        var (state, rejected) = (transition.State, transition.Rejected);
        var signals = ImmutableArray.CreateBuilder<GroupSignal>();
        foreach (var told in state.Correlation?.Told ?? [])
        {
            if (match.Rules.Correlations.FirstOrDefault(rule => rule.Id == told.RuleId) is { } fired)
            {
                signals.AddRange(GroupSignals.OfFiring(match, thing.Scope, thing.Name, fired, told.Group, told.TimeMs, told.Revision, told.IsWithdrawn));
            }
        }

        if (transition.Touched.IsEmpty || !match.Rules.Correlations.Any(GroupSignals.IsAcross))
        {
            return signals.ToImmutable();
        }

        foreach (var detectEvent in causes.Events)
        {
            if (!rejected.Any(rejection => rejection.ViolationId == detectEvent.ViolationId && rejection.Kind == detectEvent.Kind && rejection.Time == detectEvent.Time))
            {
                signals.AddRange(GroupSignals.Of(match, SignalFactory.Of(thing, detectEvent, policy.SeverityOf(detectEvent.Profile, detectEvent.Behavior), context)));
            }
        }

        foreach (var verification in causes.Verifications)
        {
            var known = state.Alarms.FirstOrDefault(alarm => alarm.Window.Knows(verification.ViolationId));
            if ((known ?? state.Alarms.FirstOrDefault(alarm => ThingSignals.Remembers(alarm, verification.ViolationId))) is { } alarm)
            {
                var word = SignalFactory.OfState(
                    thing, SignalEvents.Verified, verification.Time, EventOf(alarm), verification.ViolationId, policy.SeverityOf(alarm.Profile, alarm.Behavior), context) with
                {
                    Verification = verification.State,
                };
                signals.AddRange(GroupSignals.Of(match, word));
                signals.AddRange(GroupSignals.OfWord(match, word));
            }
        }

        // A fleet incident waits for the CRITICAL episodes of its things: as long as the window tells of one that is over, so does the thing.
        foreach (var alarm in transition.Touched.Select(state.Find).OfType<AlarmState>())
        {
            if (alarm.Severity == Severity.Critical || policy.SeverityOf(alarm.Profile, alarm.Behavior) == Severity.Critical)
            {
                foreach (var end in ThingSignals.Ends(thing, alarm, context))
                {
                    signals.AddRange(GroupSignals.OfEnd(match, end));
                }
            }
        }

        if (match.Rules.Correlations.Any(static rule => GroupSignals.IsAcross(rule) && rule.Inputs.Any(static input => input.Base?.Category == SignalCategory.State)))
        {
            // Flapping and standing are concluded from the window, and told as long as it says so: who knows them already is not moved by a repeat.
            foreach (var alarm in transition.Touched.Select(state.Find).OfType<AlarmState>())
            {
                foreach (var signal in ThingSignals.Of(thing, alarm, context, now.ToUnixTimeMilliseconds()))
                {
                    if (signal.EventType is SignalEvents.Flapping or SignalEvents.Standing)
                    {
                        signals.AddRange(GroupSignals.Of(match, signal));
                    }
                }
            }
        }

        return signals.ToImmutable();
    }

    private static DetectEvent EventOf(AlarmState alarm) => new()
    {
        Profile = alarm.Profile,
        Behavior = alarm.Behavior,
        Kind = TransitionKind.InAlarm,
        Time = DateTimeOffset.UnixEpoch,
        ViolationId = alarm.ViolationId,
        Metric = alarm.Facts?.Metric,
        CriteriaType = alarm.Facts?.CriteriaType,
        Criteria = alarm.Facts?.Criteria,
        Dimension = alarm.Facts?.Dimension,
        Confidence = alarm.Facts?.Confidence,
    };
}
