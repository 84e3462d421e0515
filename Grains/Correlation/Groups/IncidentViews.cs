using OrleansDefender.Correlation.Engine;
using OrleansDefender.Findings;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Fleet incidents as operators see them. Pure.</summary>
internal static class IncidentViews
{
    /// <summary>One incident.</summary>
    public static IncidentView Of(CorrelationKey key, GroupState state, FleetIncident incident)
    {
        var rule = state.Rule!;
        var things = DistinctSketch.FromBytes(incident.Things);
        var counted = DistinctSketch.FromBytes(incident.Counted);
        return new IncidentView
        {
            Group = key,
            FiredAt = Moment(incident.OccurrenceMs),
            FindingId = FindingIds.Incident(key.Scope, rule.Id, state.Group!, incident.OccurrenceMs),
            Title = IncidentFinding.TitleOf(state.Group!, rule, incident),
            Rule = rule.Title,
            RuleHash = rule.Hash,
            Condition = rule.Condition,
            GroupValues = [.. rule.GroupBy.Zip(GroupKey.Split(state.Group!), static (field, value) => KeyValuePair.Create(field, value))],
            IsOpen = incident.IsOpen,
            EndedBecause = incident.EndText,
            Severity = incident is { IsOpen: false, Told: { } told } ? told.Severity : incident.Severity,
            Level = incident.Level,
            Things = things.Count,
            AreThingsExact = things.IsExact,
            Count = counted.Count,
            IsCountExact = counted.IsExact,
            FirstSignalAt = Moment(incident.FirstSignalMs),
            LastSignalAt = Moment(incident.LastSignalMs),
            LastFiredAt = Moment(incident.LastFiringMs),
            FirstThings = [.. incident.First.Select(Of)],
            SevereThings = [.. incident.Severest.Select(Of)],
            Evidence =
            [
                .. incident.Evidence.Select(static item => new IncidentEvidence(
                    Moment(item.Key.TimeMs), item.Key.EventType, item.Thing, item.Behavior is { } behavior ? $"{item.Profile}/{behavior}" : item.Subject, item.Value, item.Episode)),
            ],
            Techniques = [.. IncidentFinding.TechniquesOf(rule, incident)],
            LowersWhen = IncidentFinding.LowersWhen(rule, incident),
            Rejection = incident.Rejection is { } rejection ? $"{rejection.Code}: {rejection.Message}" : null,
        };
    }

    /// <summary>The group's row on the list of open incidents: as it was stamped last, so that not every signal writes it.</summary>
    public static IncidentRow Row(CorrelationKey key, GroupState state) => state.Open is { Told: { } told } open
        ? new IncidentRow
        {
            Group = key,
            Revision = state.Revision,
            FiredAt = Moment(open.OccurrenceMs),
            Severity = told.Severity,
            Title = told.Title,
            GroupText = state.Group!,
            LastSignalAt = told.LastObservedAt,
            Things = open.ToldThings,
        }
        : new IncidentRow { Group = key, Revision = state.Revision };

    private static IncidentThing Of(FleetMember member) => new(member.Thing, Moment(member.FirstMs), member.Severity);

    private static DateTimeOffset Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
