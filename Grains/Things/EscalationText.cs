using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>Escalations in the words of the API.</summary>
internal static class EscalationText
{
    /// <summary>An escalation as an operator sees it.</summary>
    public static EscalationView View(ThingKey thing, ThingState state, EscalationState escalation)
    {
        var firing = escalation.Firings[^1];
        return new EscalationView
        {
            RuleId = escalation.RuleId,
            RuleHash = escalation.RuleHash,
            Title = escalation.Title ?? escalation.RuleTitle,
            Level = escalation.IsOpen ? escalation.Current : Severity.None,
            Since = DateTimeOffset.FromUnixTimeMilliseconds(escalation.OccurrenceMs),
            LastSignalAt = DateTimeOffset.FromUnixTimeMilliseconds(escalation.LastMatchMs),
            Count = firing.Count,
            Evidence =
            [
                .. firing.Evidence.Select(static item => new EvidenceView(
                    DateTimeOffset.FromUnixTimeMilliseconds(item.TimeMs), item.EventType, item.Subject, item.Episode, item.Value, item.IsWithdrawn)),
            ],
            LowersWhen = LowersWhen(state, escalation),
            LowersAt = escalation.NextStepMs is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null,
            IsIncident = escalation.IsIncident,
            FindingId = escalation is { IsIncident: true, Revision: > 0 }
                ? FindingIds.Incident(thing, escalation.RuleId, escalation.Group, escalation.OccurrenceMs)
                : null,
            IsOpen = escalation.IsOpen,
            Withheld = escalation.Withheld?.Reason,
            Members = [.. escalation.Members.Select(static key => key["alarm/".Length..])],
        };
    }

    private static string LowersWhen(ThingState state, EscalationState escalation)
    {
        if (!escalation.IsOpen)
        {
            return escalation.End switch
            {
                EscalationEnd.Quiet => "it is over: nothing matched for long enough",
                EscalationEnd.Withdrawn => "it is over: what it rested on was withdrawn",
                _ => "it is over: the rule is no longer in force",
            };
        }

        var quiet = RuleDuration.Text(TimeSpan.FromMilliseconds(escalation.QuietMs));
        if (escalation.QuietFromMs is not { } from)
        {
            var critical = escalation.Members.Select(state.Find).FirstOrDefault(static alarm => alarm is { IsOpen: true, Severity: Severity.Critical });
            return $"not while the CRITICAL episode of {critical?.Profile}/{critical?.Behavior} is open; then one level for each {quiet} without a matching signal";
        }

        var lower = EscalationState.StepDown(escalation.Level, escalation.Steps + 1);
        var at = AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(from + ((escalation.Steps + 1) * escalation.QuietMs)));
        var isLast = lower == Severity.None;
        var confirmed = isLast && escalation.Firings.SelectMany(static firing => firing.Evidence).Any(item =>
            item is { Episode: { } episode, Alarm: { } key } && state.Find(key) is { IsOver: false } alarm && alarm.VerdictOn(episode)?.State == Verification.TruePositive);
        return confirmed
            ? "not by quiet: it holds a TRUE_POSITIVE that is not over"
            : $"{(isLast ? "it ends" : $"to {Words.Of(lower)}")} at {at} if no matching signal comes ({quiet} after the last), or earlier if its evidence is called false or benign";
    }
}
