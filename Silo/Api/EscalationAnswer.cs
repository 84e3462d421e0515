using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>A raise of severity, or an incident, as the API shows it.</summary>
[Description("A raise of severity, or an incident, with its evidence.")]
internal sealed record EscalationAnswer
{
    [Description("incident: it has a finding of its own; raise: it raises its members' findings.")]
    public required string Kind { get; init; }

    [Description("The rule's id.")]
    public required string Rule { get; init; }

    [Description("The hash of the rule's content when it fired last.")]
    public required string RuleHash { get; init; }

    [Description("The rule's title, or the incident's.")]
    public required string Title { get; init; }

    [Description("The severity that it stands at; NONE where it is over.")]
    public required string Level { get; init; }

    [Description("When it fired first.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The latest matching signal.")]
    public required DateTimeOffset LastSignalAt { get; init; }

    [Description("What the latest firing counted.")]
    public required int Count { get; init; }

    [Description("What the latest firing rests on, at most 10.")]
    public required IReadOnlyList<EvidenceAnswer> Evidence { get; init; }

    [Description("When and under what condition it lowers.")]
    public required string LowersWhen { get; init; }

    [Description("When it steps down next if nothing matches; null where time alone does not lower it.")]
    public DateTimeOffset? LowersAt { get; init; }

    [Description("The incident's finding in Security Hub; null where it has none.")]
    public string? FindingId { get; init; }

    [Description("Why its finding is not published; null where nothing withholds it.")]
    public string? Withheld { get; init; }

    [Description("The alarms that it is about, as profile/behavior.")]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static EscalationAnswer Of(EscalationView view) => new()
    {
        Kind = view.IsIncident ? "incident" : "raise",
        Rule = view.RuleId,
        RuleHash = view.RuleHash,
        Title = view.Title,
        Level = Words.Of(view.Level),
        Since = view.Since,
        LastSignalAt = view.LastSignalAt,
        Count = view.Count,
        Evidence = [.. view.Evidence.Select(static item => new EvidenceAnswer(item.Time, item.EventType, item.Subject, item.ViolationId, item.Value, item.Withdrawn))],
        LowersWhen = view.LowersWhen,
        LowersAt = view.LowersAt,
        FindingId = view.FindingId,
        Withheld = view.Withheld,
        Members = view.Members,
    };
}
