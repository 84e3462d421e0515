using System.Globalization;

using OrleansDefender.Correlation;
using OrleansDefender.Findings;

namespace OrleansDefender.Things;

/// <summary>The risk score of a thing: a pure function of its state and the present moment.</summary>
internal static class RiskLogic
{
    private const double Scale = 60;
    private const double MostFeedback = 2;
    private const double Confirmed = 1.5;
    private const double PostureShare = 0.3;
    private const double EscalationShare = 0.5;

    /// <summary>The score with its terms.</summary>
    /// <param name="state">The thing's state.</param>
    /// <param name="options">Half-lives and floor.</param>
    /// <param name="criticality">How much the thing matters, and why.</param>
    /// <param name="now">The present moment.</param>
    public static RiskView Score(ThingState state, RiskOptions options, Criticality criticality, DateTimeOffset now)
    {
        var terms = new List<RiskTerm>();
        foreach (var alarm in state.Alarms)
        {
            if (alarm.IsSuppressed)
            {
                continue;
            }

            var age = alarm.IsOver && alarm.ClosedAt is { } closed && closed < now ? now - closed : TimeSpan.Zero;
            var decay = Decay(age, TimeSpan.FromHours(options.HalfLifeHours));
            var feedback = FeedbackOf(alarm, options, now);
            var confirmed = alarm.Verification == Verification.TruePositive ? Confirmed : 1;
            Add(
                $"alarm {alarm.Profile}/{alarm.Behavior}",
                PointsOf(alarm.Severity) * decay * feedback * confirmed,
                string.Create(CultureInfo.InvariantCulture, $"{Words.Of(alarm.Severity)} {PointsOf(alarm.Severity)}, {Stands(alarm, age)}{Times(decay)}")
                + (Times(feedback) is { Length: > 0 } times ? $", what analysts said of it before{times}" : "")
                + (confirmed > 1 ? $", TRUE_POSITIVE{Times(confirmed)}" : ""));
        }

        foreach (var escalation in (state.Correlation?.Escalations ?? []).Where(static escalation => escalation.IsOpen))
        {
            Add(
                $"rule {escalation.RuleTitle}",
                PointsOf(escalation.Current) * EscalationShare,
                string.Create(CultureInfo.InvariantCulture, $"stands at {Words.Of(escalation.Current)}: {PointsOf(escalation.Current)} × {EscalationShare}"));
        }

        if (state.Posture is { Severity: > Severity.Informational } posture)
        {
            Add(
                "audit findings",
                PointsOf(posture.Severity) * PostureShare,
                string.Create(CultureInfo.InvariantCulture, $"the worst of {posture.Findings} is {Words.Of(posture.Severity)}: {PointsOf(posture.Severity)} × {PostureShare}"));
        }

        var evidence = terms.Sum(static term => term.Points);
        return new RiskView(
            Math.Round(100 * (1 - Math.Exp(-evidence * criticality.Weight / Scale)), 1),
            criticality.Weight,
            criticality.Reason,
            [.. terms.OrderByDescending(static term => term.Points).ThenBy(static term => term.What, StringComparer.Ordinal)]);

        void Add(string what, double points, string reason)
        {
            var rounded = Math.Round(points, 2);
            if (rounded > 0)
            {
                terms.Add(new RiskTerm(what, rounded, reason));
            }
        }
    }

    /// <summary>What the words on earlier episodes make of a behavior's weight: from the floor to 2, back towards 1 as they grow old.</summary>
    public static double FeedbackOf(AlarmState alarm, RiskOptions options, DateTimeOffset now)
    {
        var halfLife = TimeSpan.FromDays(options.FeedbackHalfLifeDays);
        var sum = (alarm.Feedback?.Sum ?? 0) * Decay(now - DateTimeOffset.FromUnixTimeMilliseconds(alarm.Feedback?.TimeMs ?? 0), halfLife);
        foreach (var verdict in alarm.Verdicts.Where(verdict => verdict.ViolationId != alarm.ViolationId))
        {
            sum += VoteOf(verdict.State) * Decay(now - DateTimeOffset.FromUnixTimeMilliseconds(verdict.TimeMs), halfLife);
        }

        return Math.Clamp(Math.Pow(2, sum), options.FeedbackFloor, MostFeedback);
    }

    /// <summary>What is left of old words once their episodes have left the window: the sum of their votes, each decayed to one moment.</summary>
    public static AlarmFeedback? Fold(AlarmFeedback? feedback, IEnumerable<EpisodeVerdict> gone, RiskOptions options)
    {
        var halfLife = TimeSpan.FromDays(options.FeedbackHalfLifeDays);
        foreach (var verdict in gone)
        {
            var vote = VoteOf(verdict.State);
            if (vote == 0)
            {
                continue;
            }

            var time = Math.Max(verdict.TimeMs, feedback?.TimeMs ?? 0);
            feedback = new AlarmFeedback(
                time,
                ((feedback?.Sum ?? 0) * Decay(TimeSpan.FromMilliseconds(time - (feedback?.TimeMs ?? time)), halfLife))
                + (vote * Decay(TimeSpan.FromMilliseconds(time - verdict.TimeMs), halfLife)));
        }

        return feedback;
    }

    private static string Stands(AlarmState alarm, TimeSpan age) =>
        alarm.IsOpen ? "in alarm"
        : alarm.IsOver ? string.Create(CultureInfo.InvariantCulture, $"closed {(age.TotalHours < 1 ? $"{age.TotalMinutes:0} min" : $"{age.TotalHours:0.#} h")} ago")
        : "went silent, never cleared";

    // Four digits: a small factor must not read as nothing.
    private static string Times(double factor) =>
        Math.Round(factor, 4) is var rounded && rounded != 1 ? string.Create(CultureInfo.InvariantCulture, $" × {rounded:0.####}") : "";

    private static double VoteOf(Verification word) => word switch
    {
        Verification.FalsePositive => -1,
        Verification.BenignPositive => -0.5,
        Verification.TruePositive => 0.5,
        _ => 0,
    };

    private static double PointsOf(Severity severity) => severity switch
    {
        Severity.Informational => 1,
        Severity.Low => 4,
        Severity.Medium => 12,
        Severity.High => 30,
        Severity.Critical => 60,
        _ => 0,
    };

    private static double Decay(TimeSpan age, TimeSpan halfLife) => age <= TimeSpan.Zero ? 1 : Math.Pow(0.5, age / halfLife);
}
