using System.ComponentModel;

using OrleansDefender.Correlation;

namespace OrleansDefender.Silo.Api;

/// <summary>A fleet incident.</summary>
[Description("A fleet incident: what a rule across things has opened for a group of them.")]
internal sealed record IncidentAnswer(
    [property: Description("Its id.")] string Id,
    [property: Description("The account.")] string Account,
    [property: Description("The Region.")] string Region,
    [property: Description("Its title.")] string Title,
    [property: Description("open or closed.")] string State,
    [property: Description("Why it is closed; null while it is open.")] string? ClosedBecause,
    [property: Description("Its severity now.")] string Severity,
    [property: Description("The level of its rule, which it opened with.")] string Level,
    [property: Description("When it steps down or closes next.")] string LowersWhen,
    [property: Description("The rule's id.")] string RuleId,
    [property: Description("The rule's title.")] string Rule,
    [property: Description("The hash of the rule's content.")] string RuleHash,
    [property: Description("What makes the rule true.")] string Condition,
    [property: Description("The values of the fields that the rule groups by.")] IReadOnlyDictionary<string, string> Group,
    [property: Description("What the rule counts: signals, or values.")] long Count,
    [property: Description("Whether count is exact; otherwise it is about so many.")] bool IsCountExact,
    [property: Description("Things that are involved.")] long Things,
    [property: Description("Whether things is exact; otherwise it is about so many.")] bool AreThingsExact,
    [property: Description("When the firing was that opened it.")] DateTimeOffset FiredAt,
    [property: Description("The latest firing.")] DateTimeOffset LastFiredAt,
    [property: Description("The first matching signal.")] DateTimeOffset FirstSignalAt,
    [property: Description("The latest matching signal.")] DateTimeOffset LastSignalAt,
    [property: Description("The things that were first, at most 10.")] IReadOnlyList<IncidentThingAnswer> FirstThings,
    [property: Description("The things with the most severe signals, at most 10.")] IReadOnlyList<IncidentThingAnswer> SevereThings,
    [property: Description("Signals that it rests on, at most 10: the first and the latest.")] IReadOnlyList<IncidentEvidenceAnswer> Evidence,
    [property: Description("Techniques of ATT&CK for ICS.")] IReadOnlyList<string> Techniques,
    [property: Description("The Id of its finding in Security Hub.")] string FindingId,
    [property: Description("Why Security Hub refused its finding for good; null where it did not.")] string? Rejection)
{
    /// <summary>The answer of a view.</summary>
    public static IncidentAnswer Of(IncidentView view) => new(
        IncidentId.Of(view.Group, view.FiredAt),
        view.Group.Scope.Account,
        view.Group.Scope.Region,
        view.Title,
        view.IsOpen ? "open" : "closed",
        view.EndedBecause,
        Findings.Words.Of(view.Severity),
        Findings.Words.Of(view.Level),
        view.LowersWhen,
        view.Group.RuleId,
        view.Rule,
        view.RuleHash,
        view.Condition,
        view.GroupValues.ToDictionary(StringComparer.Ordinal),
        view.Count,
        view.IsCountExact,
        view.Things,
        view.AreThingsExact,
        view.FiredAt,
        view.LastFiredAt,
        view.FirstSignalAt,
        view.LastSignalAt,
        [.. view.FirstThings.Select(Of)],
        [.. view.SevereThings.Select(Of)],
        [.. view.Evidence.Select(static item => new IncidentEvidenceAnswer(item.At, item.EventType, item.Thing, item.Subject, item.Value, item.ViolationId))],
        view.Techniques,
        view.FindingId,
        view.Rejection);

    private static IncidentThingAnswer Of(IncidentThing thing) => new(thing.Name, thing.FirstSignalAt, Findings.Words.Of(thing.Severity));
}
