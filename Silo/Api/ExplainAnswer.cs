using System.ComponentModel;
using System.Globalization;
using System.Text;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>Why a thing stands where it stands.</summary>
[Description("Why a thing stands where it stands: escalations with their evidence, risk with its terms, and what is silenced.")]
internal sealed record ExplainAnswer
{
    [Description("The thing's name, or the client id of a device that is not registered.")]
    public required string Thing { get; init; }

    [Description("The account, twelve digits.")]
    public required string Account { get; init; }

    [Description("The Region's code.")]
    public required string Region { get; init; }

    [Description("The worst severity of alarms and incidents that stand; NONE where none does.")]
    public required string Severity { get; init; }

    [Description("What makes that severity, in one sentence.")]
    public required string Because { get; init; }

    [Description("Raises of severity and incidents: open ones first, the most severe first.")]
    public required IReadOnlyList<EscalationAnswer> Escalations { get; init; }

    [Description("What became of them, the latest first.")]
    public required IReadOnlyList<EscalationChangeAnswer> Changes { get; init; }

    [Description("The risk score with its terms.")]
    public required RiskAnswer Risk { get; init; }

    [Description("The silences in force that the thing can be in: by its name or groups, or of a profile or behavior of its alarms.")]
    public required IReadOnlyList<SilenceAnswer> Silences { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    /// <param name="view">The thing.</param>
    /// <param name="silences">The silences that concern it.</param>
    public static ExplainAnswer Of(ThingView view, IReadOnlyList<SilenceAnswer> silences) => new()
    {
        Thing = view.Thing.Name,
        Account = view.Thing.Scope.Account,
        Region = view.Thing.Scope.Region,
        Severity = Words.Of(view.Severity),
        Because = BecauseOf(view),
        Escalations = [.. view.Escalations.Select(EscalationAnswer.Of)],
        Changes = [.. view.Changes.Select(static change => new EscalationChangeAnswer(change.Time, change.Title, Words.Of(change.Level), change.Reason))],
        Risk = RiskAnswer.Of(view.Risk),
        Silences = silences,
    };

    /// <summary>The same as text, for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Line($"{Thing} ({Account}, {Region}) is {Severity}: {Because}");
        foreach (var escalation in Escalations)
        {
            text.Append('\n');
            Line($"{(escalation.Kind == "incident" ? "Incident" : "Escalation")} to {escalation.Level}: {escalation.Title}");
            Line($"  rule {escalation.Rule}, content {escalation.RuleHash}");
            Line($"  since {Time(escalation.Since)}, counted {escalation.Count}, last signal {Time(escalation.LastSignalAt)}");
            foreach (var item in escalation.Evidence)
            {
                Line($"  - {Time(item.Time)} {item.EventType} {item.Subject}{(item.Value is null ? "" : $" ({item.Value})")}{(item.Withdrawn ? " [withdrawn]" : "")}");
            }

            Line($"  lowers: {escalation.LowersWhen}");
            if (escalation.Withheld is { } withheld)
            {
                Line($"  not published: {withheld}");
            }
        }

        text.Append('\n');
        Line($"Risk {Risk.Score:0.0} of 100, criticality {Risk.Criticality:0.##}: {Risk.CriticalityReason}");
        foreach (var term in Risk.Terms)
        {
            Line($"  {term.Points,7:0.00}  {term.What}: {term.Reason}");
        }

        foreach (var silence in Silences)
        {
            Line($"Silenced until {Time(silence.ExpiresAt)} by {silence.Owner}: {silence.Reason}");
        }

        if (Changes.Count > 0)
        {
            text.Append('\n');
            text.Append("What changed:\n");
            foreach (var change in Changes)
            {
                Line($"  {Time(change.Time)} {change.Level} {change.Title}: {change.Reason}");
            }
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static string BecauseOf(ThingView view)
    {
        if (view.Severity == OrleansDefender.Severity.None)
        {
            return "no alarm and no incident stands.";
        }

        if (view.Escalations.FirstOrDefault(escalation => escalation is { IsOpen: true, IsIncident: true } && escalation.Level == view.Severity) is { } incident)
        {
            return $"the incident \"{incident.Title}\" stands.";
        }

        var alarm = view.Alarms.FirstOrDefault(alarm => alarm.Severity == view.Severity);
        var name = alarm is null ? "" : $"{alarm.Profile}/{alarm.Behavior}";
        return alarm is not null && alarm.Severity > alarm.BaseSeverity
            && view.Escalations.FirstOrDefault(escalation => escalation is { IsOpen: true, IsIncident: false } && escalation.Level == view.Severity) is { } raise
            ? $"the alarm {name}, of itself {Words.Of(alarm.BaseSeverity)}, is raised by \"{raise.Title}\"."
            : $"the alarm {name} stands.";
    }
}
