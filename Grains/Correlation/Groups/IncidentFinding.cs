using System.Collections.Immutable;
using System.Globalization;
using System.Text;

using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Maps a fleet incident to its finding. Pure.</summary>
internal static class IncidentFinding
{
    private const string ApiThings = "/api/v1/things";
    private const int MostRelated = 10;

    /// <summary>The finding as it is to stand, but for its stamp.</summary>
    public static Finding Of(AccountRegion scope, string group, RuleFacts rule, FleetIncident incident, DateTimeOffset now)
    {
        var partition = AwsPartition.Of(scope.Region);
        var page = partition.IotConsole(scope.Region, "#/dd/detect");
        var members = incident.Severest.Concat(incident.First).DistinctBy(static member => member.Thing).ToList();
        return new Finding
        {
            Id = FindingIds.Incident(scope, rule.Id, group, incident.OccurrenceMs),
            Scope = scope,
            ProductArn = FindingIds.DefaultProductArn(scope),
            GeneratorId = AsffText.Fit($"rule/{rule.Id}", AsffLimits.GeneratorId),
            Title = AsffText.Fit(TitleOf(group, rule, incident), AsffLimits.Title),
            Description = AsffText.Fit(Describe(scope, group, rule, incident), AsffLimits.Description),
            Types = AttackTypes.Of(rule.Tags, incident.Evidence.Select(static item => item.Metric).OfType<string>()),

            // Of an archived one it stays as it was told.
            Severity = incident is { IsOpen: false, Told: { } told } ? told.Severity : incident.Severity,
            CreatedAt = now,
            UpdatedAt = now,
            FirstObservedAt = Moment(incident.FirstSignalMs),
            LastObservedAt = Moment(incident.LastSignalMs),
            RecordState = incident.IsOpen ? RecordState.Active : RecordState.Archived,
            RecommendationText = AsffText.Fit(
                $"Many are affected alike: look for what they share. All of them are listed by OrleansDefender: GET {ApiThings}. Mark violations in AWS IoT as false or "
                + "benign positive where they are none: what rests on them is withdrawn.",
                AsffLimits.RecommendationText),
            RecommendationUrl = page,
            SourceUrl = page,
            ProductFields = ProductFields(scope, group, rule, incident),
            Resources = ResourcesOf(scope, partition, members),
            RelatedIds =
            [
                .. members.Where(static member => member is { Profile: not null, Behavior: not null }).Take(MostRelated)
                    .Select(member => FindingIds.Alarm(new ThingKey(scope, member.Thing), member.Profile!, member.Behavior!)),
            ],
        };
    }

    /// <summary>The title: that of the effect with its fields filled in, or the rule's.</summary>
    public static string TitleOf(string group, RuleFacts rule, FleetIncident incident)
    {
        if (rule.IncidentTitle is not { } template)
        {
            return rule.Title;
        }

        var values = GroupKey.Split(group);
        var title = new StringBuilder(template.Length);
        var from = 0;
        while (from < template.Length)
        {
            var open = template.IndexOf('{', from);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            var field = template[(open + 1)..close];
            var text = field == "count" ? CountText(incident.Counted)
                : rule.GroupBy.IndexOf(field) is >= 0 and var place && place < values.Length ? values[place]
                : template[open..(close + 1)];
            title.Append(template, from, open - from).Append(text);
            from = close + 1;
        }

        return title.Append(template, from, template.Length - from).ToString();
    }

    /// <summary>The group in words: <c>field = value</c>, joined by commas.</summary>
    public static string GroupText(string group, RuleFacts rule) =>
        string.Join(", ", rule.GroupBy.Zip(GroupKey.Split(group), static (field, value) => $"{field} = {value}"));

    /// <summary>A count as it is shown: what is not exact says so.</summary>
    public static string CountText(byte[] sketch)
    {
        var distinct = DistinctSketch.FromBytes(sketch);
        return distinct.IsExact ? Text(distinct.Count) : $"about {Text(distinct.Count)}";
    }

    /// <summary>When it steps down or closes next, in words.</summary>
    public static string LowersWhen(RuleFacts rule, FleetIncident incident)
    {
        if (!incident.IsOpen)
        {
            return "it is over";
        }

        if (incident.Critical is { Length: > 0 } critical)
        {
            return $"a CRITICAL episode of it ends ({Text(critical.Length)}{(critical.Length == FleetIncident.MostCritical ? " or more" : "")} open), and for {RuleDuration.Text(TimeSpan.FromMilliseconds(rule.QuietMs))} after the last no matching signal comes";
        }

        var at = AsffText.Time(Moment(incident.QuietFromMs + (rule.QuietMs * (incident.Steps + 1))));
        return incident.Steps < incident.StepsToClose - 1 ? $"no matching signal comes until {at}: then one level down"
            : incident.Confirmed.IsEmpty ? $"no matching signal comes until {at}: then it closes"
            : "an analyst takes TRUE_POSITIVE back";
    }

    /// <summary>What one piece of evidence is, in words.</summary>
    public static string EvidenceText(FleetEvidence item)
    {
        var subject = item.Behavior is { } behavior ? $"{item.Profile}/{behavior}" : item.Subject ?? "";
        return $"{AsffText.Time(Moment(item.Key.TimeMs))} {item.Thing ?? item.Value ?? "resource"} {item.Key.EventType} {subject}".TrimEnd();
    }

    private static string Describe(AccountRegion scope, string group, RuleFacts rule, FleetIncident incident)
    {
        var state = incident.IsOpen ? "open" : $"over: {incident.EndText}";
        var where = GroupText(group, rule) is { Length: > 0 } text ? $" ({text})" : "";
        return $"Rule {rule.Title}{where} fired in {scope.Account}, {scope.Region}: {rule.Condition}. {CountText(incident.Things)} things are involved. "
            + $"First signal {AsffText.Time(Moment(incident.FirstSignalMs))}, last {AsffText.Time(Moment(incident.LastSignalMs))}. It is {state}.";
    }

    private static ImmutableSortedDictionary<string, string> ProductFields(AccountRegion scope, string group, RuleFacts rule, FleetIncident incident)
    {
        var pairs = new List<(string Key, string? Value)>
        {
            ("RuleId", rule.Id),
            ("RuleHash", rule.Hash),
            ("RuleTitle", rule.Title),
            ("Condition", rule.Condition),
            ("Count", CountText(incident.Counted)),
            ("ThingCount", CountText(incident.Things)),
            ("FirstThings", Join(incident.First.Select(static member => member.Thing))),
            ("MostSevereThings", Join(incident.Severest.Select(static member => $"{member.Thing} ({Words.Of(member.Severity)})"))),
            ("FirstSignalAt", AsffText.Time(Moment(incident.FirstSignalMs))),
            ("LastSignalAt", AsffText.Time(Moment(incident.LastSignalMs))),
            ("FiredAt", AsffText.Time(Moment(incident.OccurrenceMs))),
            ("LastFiredAt", AsffText.Time(Moment(incident.LastFiringMs))),
            ("IncidentState", incident.IsOpen ? "open" : "closed"),
            ("ClosedBecause", incident.EndText),
            ("LowersWhen", LowersWhen(rule, incident)),
            ("Techniques", Join(TechniquesOf(rule, incident))),
            ("Query", $"{ApiThings}?account={scope.Account}&region={scope.Region}"),
        };
        foreach (var (field, value) in rule.GroupBy.Zip(GroupKey.Split(group)).Take(10))
        {
            pairs.Add(($"Group.{(field.Length <= 100 ? field : field[..100])}", value));
        }

        for (var i = 0; i < incident.Evidence.Length; i++)
        {
            pairs.Add(($"Evidence{(i + 1).ToString("00", CultureInfo.InvariantCulture)}", EvidenceText(incident.Evidence[i])));
        }

        return FindingPairs.Of(AsffLimits.ProductFieldsPairs, AsffLimits.ProductFieldsValue, [.. pairs]);
    }

    /// <summary>The techniques of the rule's tags (<c>attack.t0859</c>, <c>attack.ics.t0859</c>) and of the signals, sorted.</summary>
    public static IEnumerable<string> TechniquesOf(RuleFacts rule, FleetIncident incident) => AttackTypes.Ids(rule.Tags)
        .Concat(incident.Techniques)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Take(FleetIncident.MostEvidence);

    private static ImmutableArray<FindingResource> ResourcesOf(AccountRegion scope, AwsPartition partition, List<FleetMember> members)
    {
        if (members.Count == 0)
        {
            return
            [
                new FindingResource
                {
                    Type = "AwsAccount",
                    Id = $"AWS::::Account:{scope.Account}",
                    Partition = partition.Name,
                    Region = scope.Region,
                    Details = ImmutableSortedDictionary<string, string>.Empty,
                },
            ];
        }

        return
        [
            .. members.Select(member => new FindingResource
            {
                Type = "Other",
                Id = AsffText.Fit($"arn:{partition.Name}:iot:{scope.Region}:{scope.Account}:thing/{member.Thing}", AsffLimits.ResourceId),
                Partition = partition.Name,
                Region = scope.Region,
                Details = FindingPairs.Of(AsffLimits.DetailsOtherPairs, AsffLimits.DetailsOtherValue, ("ThingName", member.Thing)),
            }),
        ];
    }

    private static string? Join(IEnumerable<string> texts) => string.Join(", ", texts) is { Length: > 0 } text ? text : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
