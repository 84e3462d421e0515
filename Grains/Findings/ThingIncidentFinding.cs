using System.Globalization;

using OrleansDefender.Correlation.Rules;
using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>Maps an incident of a thing to its finding: from what was stamped, and nothing else.</summary>
internal static class ThingIncidentFinding
{
    /// <summary>The finding.</summary>
    public static Finding Of(ThingKey thing, EscalationState incident)
    {
        var content = incident.Shown!;
        var region = thing.Scope.Region;
        var partition = AwsPartition.Of(region);
        var thingPage = partition.IotConsole(region, $"#/thing/{Uri.EscapeDataString(thing.Name)}?tab=violations");
        return new Finding
        {
            Id = FindingIds.Incident(thing, incident.RuleId, incident.Group, incident.OccurrenceMs),
            Scope = thing.Scope,
            ProductArn = FindingIds.DefaultProductArn(thing.Scope),
            GeneratorId = AsffText.Fit($"rule/{incident.RuleId}", AsffLimits.GeneratorId),
            Title = AsffText.Fit(content.Title, AsffLimits.Title),
            Description = AsffText.Fit(Describe(thing, incident, content), AsffLimits.Description),
            Types = AttackTypes.Of(content.Tags, content.Metrics ?? []),
            RelatedIds =
            [
                .. content.Evidence.Select(static item => item.Alarm).OfType<string>().Distinct(StringComparer.Ordinal).Take(10)
                    .Select(key => FindingIds.OfAlarmKey(thing, key)),
            ],
            Severity = content.Severity,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(incident.CreatedMs),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(incident.UpdatedMs),
            FirstObservedAt = DateTimeOffset.FromUnixTimeMilliseconds(content.FirstMs),
            LastObservedAt = DateTimeOffset.FromUnixTimeMilliseconds(content.LastMs),
            RecordState = content.IsArchived ? RecordState.Archived : RecordState.Active,
            RecommendationText = "Look at the evidence in the order of its times, then mark the violations in the AWS IoT console as true, benign or false positive: "
                + "what is marked false or benign no longer counts here.",
            RecommendationUrl = thingPage,
            SourceUrl = thingPage,
            ProductFields = FindingPairs.Of(
                AsffLimits.ProductFieldsPairs,
                AsffLimits.ProductFieldsValue,
                [
                    ("ThingName", thing.Name),
                    ("RuleId", incident.RuleId),
                    ("RuleTitle", content.RuleTitle),
                    ("RuleHash", content.RuleHash),
                    ("RuleLevel", Words.Of(content.RuleLevel)),
                    ("IncidentState", content.State),
                    ("Count", content.Count.ToString(CultureInfo.InvariantCulture)),
                    ("FiredAt", AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(incident.OccurrenceMs))),
                    ("FirstSignalAt", AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(content.FirstMs))),
                    ("LastSignalAt", AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(content.LastMs))),
                    ("StepsDownAfter", RuleDuration.Text(TimeSpan.FromMilliseconds(content.QuietMs))),
                    ("Techniques", AttackTypes.Techniques(content.Tags)),
                    .. content.Evidence.Select(static (item, place) =>
                        (string.Create(CultureInfo.InvariantCulture, $"Evidence{place + 1:00}"), (string?)EvidenceText.Of(item))),
                ]),
            Resources = [ThingResource.Of(thing)],
        };
    }

    private static string Describe(ThingKey thing, EscalationState incident, IncidentContent content)
    {
        var what = string.Join("; ", content.Evidence.TakeLast(5).Select(EvidenceText.Of));
        return $"Rule \"{content.RuleTitle}\" fired for thing {thing.Name} ({thing.Scope.Account}, {thing.Scope.Region}) "
            + $"at {AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(incident.OccurrenceMs))}; it is {content.State}. "
            + string.Create(CultureInfo.InvariantCulture, $"It counted {content.Count}: {what}.");
    }
}
