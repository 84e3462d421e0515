using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Correlation;
using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>Maps an alarm to its finding. Pure: the same alarm at the same side of its hold gives the same finding.</summary>
internal static class AlarmFinding
{
    // Of the fifty pairs that ASFF takes, some are ours.
    private const int MostAttributes = 40;

    private static readonly ImmutableArray<string> UserType = ["Unusual Behaviors/User"];
    private static readonly ImmutableArray<string> IpAddressType = ["Unusual Behaviors/IP address"];
    private static readonly ImmutableArray<string> NetworkFlowType = ["Unusual Behaviors/Network Flow"];
    private static readonly ImmutableArray<string> ApplicationType = ["Unusual Behaviors/Application"];

    /// <summary>The finding as it is to stand at <paramref name="now"/>, with what the registry says of the thing, as far as that is known.</summary>
    public static Finding Of(ThingKey thing, AlarmState alarm, DateTimeOffset now, ThingContext? context = null)
    {
        var region = thing.Scope.Region;
        var partition = AwsPartition.Of(region);
        var thingPage = partition.IotConsole(region, $"#/thing/{Uri.EscapeDataString(thing.Name)}?tab=violations");
        return new Finding
        {
            Id = FindingIds.Alarm(thing, alarm.Profile, alarm.Behavior),
            Scope = thing.Scope,
            ProductArn = FindingIds.DefaultProductArn(thing.Scope),
            GeneratorId = AsffText.Fit($"{alarm.Profile}/{alarm.Behavior}", AsffLimits.GeneratorId),
            Title = AsffText.Fit($"{thing.Name}: unusual behavior {alarm.Behavior} ({alarm.Profile})", AsffLimits.Title),
            Description = AsffText.Fit(Describe(thing, alarm, now), AsffLimits.Description),
            Types = TypesOf(alarm.Facts?.Metric),
            Severity = alarm.FindingSeverity,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(alarm.CreatedMs),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(alarm.UpdatedMs),
            FirstObservedAt = DateTimeOffset.FromUnixTimeMilliseconds(alarm.FirstEventMs),
            LastObservedAt = alarm.Window.Newest.Time,
            RecordState = alarm.IsArchived(now) ? RecordState.Archived : RecordState.Active,
            RecommendationText = AsffText.Fit(
                "Look at the violation in the AWS IoT console, then mark it there as true, benign or false positive: "
                + "OrleansDefender carries the mark over to this finding.",
                AsffLimits.RecommendationText),
            RecommendationUrl = partition.IotConsole(region, $"#/dd/securityProfile/{Uri.EscapeDataString(alarm.Profile)}?tab=violations"),
            SourceUrl = thingPage,
            ProductFields = ProductFields(thing, alarm, now, context),
            Resources = [ThingResource.Of(thing, [("ThingTypeName", context?.ThingType), ("ThingGroupNames", Groups(context)), .. Attributes(context)])],
        };
    }

    /// <summary>The alarm's state in the words of API and finding.</summary>
    public static string StateText(AlarmState alarm, DateTimeOffset now) =>
        alarm.IsOpen ? "in alarm"
        : alarm.IsWithdrawn ? $"withdrawn: {alarm.Withdrawal!.Text}"
        : alarm.IsHeld(now) ? "cleared, held"
        : alarm.Window.Newest.Kind == TransitionKind.Cleared ? "cleared"
        : alarm.IsOver ? "invalidated"
        : "invalidated after TRUE_POSITIVE";

    private static string? Groups(ThingContext? context) => context is { Groups.IsDefaultOrEmpty: false } ? string.Join(", ", context.Groups) : null;

    // A name of an attribute may be that of a field of ours, and as long as a key must not be.
    private static IEnumerable<(string Key, string? Value)> Attributes(ThingContext? context) =>
        (context?.Attributes ?? ThingContext.None.Attributes)
            .Take(MostAttributes)
            .Select(static attribute => (AsffText.Fit($"Attribute:{attribute.Key}", AsffLimits.PairKey), (string?)attribute.Value));

    private static string Describe(ThingKey thing, AlarmState alarm, DateTimeOffset now)
    {
        var facts = alarm.Facts;
        var metric = facts?.Metric is { } name ? $" Metric {name}" : string.Empty;
        var dimension = facts?.Dimension is { } where ? $" for {where}" : string.Empty;
        var normal = facts?.Criteria is { } criteria ? $"; normal is {criteria}" : string.Empty;
        var seen = alarm.Value is { } value ? $"; seen {value.Text}" : string.Empty;
        var measured = metric.Length > 0 ? $"{metric}{dimension}{normal}{seen}." : string.Empty;
        var episodes = alarm.Episodes == 1 ? "first episode" : $"episode {alarm.Episodes.ToString(CultureInfo.InvariantCulture)}";
        var state = alarm.IsWithdrawn ? $"no longer in alarm ({alarm.Withdrawal!.Text})" : StateText(alarm, now);
        return $"Thing {thing.Name} ({thing.Scope.Account}, {thing.Scope.Region}) is {state} for behavior {alarm.Behavior} "
            + $"of security profile {alarm.Profile}, {episodes}.{measured}"
            + $" Last event {AsffText.Time(alarm.Window.Newest.Time)}.";
    }

    private static ImmutableSortedDictionary<string, string> ProductFields(ThingKey thing, AlarmState alarm, DateTimeOffset now, ThingContext? context)
    {
        // The latest alone: a finding has room for fifty fields.
        var mitigation = alarm.Mitigations is { IsDefaultOrEmpty: false } mitigations ? mitigations[0] : null;
        return FindingPairs.Of(
            AsffLimits.ProductFieldsPairs,
            AsffLimits.ProductFieldsValue,
            ("ThingName", thing.Name),
            ("ThingTypeName", context?.ThingType),
            ("ThingGroupNames", Groups(context)),
            ("SecurityProfileName", alarm.Profile),
            ("BehaviorName", alarm.Behavior),
            ("BehaviorCriteriaType", alarm.Facts?.CriteriaType),
            ("BehaviorCriteria", alarm.Facts?.Criteria),
            ("MetricName", alarm.Facts?.Metric),
            ("MetricDimension", alarm.Facts?.Dimension),
            ("MetricValue", alarm.Value?.Text),
            ("ConfidenceLevel", alarm.Facts?.Confidence),
            ("ViolationId", alarm.ViolationId),
            ("AlarmState", StateText(alarm, now)),
            ("EpisodeCount", alarm.Episodes.ToString(CultureInfo.InvariantCulture)),
            ("FirstObservedAt", AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(alarm.FirstEventMs))),
            ("LastObservedAt", AsffText.Time(alarm.Window.Newest.Time)),
            ("OpenedAt", alarm.OpenedAt is { } opened ? AsffText.Time(opened) : null),
            ("ClosedAt", alarm.ClosedAt is { } closed ? AsffText.Time(closed) : null),
            ("ClosedBy", alarm.IsWithdrawn ? alarm.Withdrawal!.Actor : null),
            ("MitigationTaskId", mitigation?.TaskId),
            ("MitigationActions", mitigation is { Actions.IsDefaultOrEmpty: false } ? string.Join(", ", mitigation.Actions) : null),
            ("MitigationStartedAt", mitigation is not null ? AsffText.Time(mitigation.Time) : null),
            ("MitigationStartedBy", mitigation?.Actor),
            ("BaseSeverity", alarm.Escalation is null ? null : Words.Of(alarm.Severity)),
            ("EscalationRuleId", alarm.Escalation?.RuleId),
            ("EscalationRuleTitle", alarm.Escalation?.RuleTitle),
            ("EscalationRuleHash", alarm.Escalation?.RuleHash),
            ("EscalationLevel", alarm.Escalation is { } escalation ? Words.Of(escalation.Level) : null),
            ("EscalatedSince", alarm.Escalation is { } since ? AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(since.SinceMs)) : null),
            ("EscalationEvidence", alarm.Escalation?.Evidence),
            ("Incidents", alarm.Incidents is { } incidents ? string.Join(", ", incidents) : null));
    }

    /// <summary>The ASFF type by metric family; the reading of the families is ours, the categories are ASFF's.</summary>
    public static ImmutableArray<string> TypesOf(string? metric) => metric switch
    {
        "aws:num-authorization-failures" or "aws:num-connection-attempts" => UserType,
        "aws:source-ip-address" => IpAddressType,
        "aws:all-bytes-in" or "aws:all-bytes-out" or "aws:all-packets-in" or "aws:all-packets-out"
            or "aws:message-byte-size" or "aws:num-messages-sent" or "aws:num-messages-received"
            or "aws:destination-ip-addresses" or "aws:num-established-tcp-connections"
            or "aws:listening-tcp-ports" or "aws:listening-udp-ports"
            or "aws:num-listening-tcp-ports" or "aws:num-listening-udp-ports" => NetworkFlowType,
        _ => ApplicationType,
    };
}
