using Amazon.IoT;
using Amazon.IoT.Model;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Aws;

/// <summary>Reads what the IoT API lists as the events that notifications bring. Pure.</summary>
internal static class ViolationMapping
{
    /// <summary>The event behind an active violation: its begin. <see langword="null"/> where AWS leaves out what an event needs.</summary>
    public static ScannedEvent? Read(ActiveViolation violation) =>
        Read(
            violation.ThingName,
            violation.SecurityProfileName,
            violation.Behavior,
            TransitionKind.InAlarm,
            violation.ViolationStartTime,
            violation.ViolationId,
            violation.LastViolationValue,
            violation.ViolationEventAdditionalInfo) is { } found
            ? found with
            {
                Verification = StateOf(violation.VerificationState),
                VerificationNote = string.IsNullOrEmpty(violation.VerificationStateDescription) ? null : violation.VerificationStateDescription,
            }
            : null;

    /// <summary>A listed event. <see langword="null"/> where AWS leaves out what an event needs, or names a kind unknown here.</summary>
    public static ScannedEvent? Read(ViolationEvent violation) =>
        KindOf(violation.ViolationEventType) is { } kind
            ? Read(
                violation.ThingName,
                violation.SecurityProfileName,
                violation.Behavior,
                kind,
                violation.ViolationEventTime,
                violation.ViolationId,
                violation.MetricValue,
                violation.ViolationEventAdditionalInfo)
            : null;

    private static ScannedEvent? Read(
        string? thing,
        string? profile,
        Behavior? behavior,
        TransitionKind kind,
        DateTime? time,
        string? violationId,
        MetricValue? value,
        ViolationEventAdditionalInfo? info)
    {
        if (string.IsNullOrEmpty(thing) || string.IsNullOrEmpty(profile) || string.IsNullOrEmpty(behavior?.Name) || string.IsNullOrEmpty(violationId) || time is not { } at)
        {
            return null;
        }

        var criteria = behavior.Criteria;
        return new ScannedEvent(thing, new DetectEvent
        {
            Profile = profile,
            Behavior = behavior.Name,
            Kind = kind,
            Time = SdkTime.WholeMilliseconds(at),
            ViolationId = violationId,
            Metric = behavior.Metric,
            CriteriaType = criteria is null ? null : BehaviorText.CriteriaType(criteria.StatisticalThreshold is not null, criteria.MlDetectionConfig is not null),
            Criteria = criteria is null
                ? null
                : BehaviorText.Criteria(
                    criteria.ComparisonOperator?.Value,
                    ValueOf(criteria.Value),
                    criteria.DurationSeconds,
                    criteria.StatisticalThreshold?.Statistic,
                    criteria.MlDetectionConfig?.ConfidenceLevel?.Value),
            Dimension = BehaviorText.Dimension(behavior.MetricDimension?.DimensionName, behavior.MetricDimension?.Operator?.Value),
            Value = ValueOf(value),
            MetricValue = StructureOf(value),
            Confidence = info?.ConfidenceLevel?.Value,
        });
    }

    private static Correlation.MetricValue? StructureOf(MetricValue? value) => value is null
        ? null
        : new Correlation.MetricValue
        {
            Count = value.Count,
            Number = value.Number,
            Numbers = [.. (value.Numbers ?? []).Take(Correlation.MetricValue.MostElements)],
            Ports = [.. (value.Ports ?? []).Take(Correlation.MetricValue.MostElements)],
            Cidrs = [.. (value.Cidrs ?? []).Take(Correlation.MetricValue.MostElements).Select(Short)],
            Strings = [.. (value.Strings ?? []).Take(Correlation.MetricValue.MostElements).Select(Short)],
        };

    private static string Short(string text) => text.Length > Correlation.MetricValue.MostCharacters ? text[..Correlation.MetricValue.MostCharacters] : text;

    private static string? ValueOf(MetricValue? value) =>
        value is null
            ? null
            : BehaviorText.Value(value.Count, value.Number, Filled(value.Cidrs), Filled(value.Ports), Filled(value.Numbers), Filled(value.Strings))
                ?? (value.Cidrs is null && value.Ports is null && value.Numbers is null && value.Strings is null ? null : BehaviorText.Value(strings: []));

    // The SDK can be told to make empty lists of absent members: an empty one must not speak before a filled one.
    private static List<T>? Filled<T>(List<T>? list) => list is { Count: > 0 } ? list : null;

    private static Verification? StateOf(VerificationState? state) => state?.Value switch
    {
        "UNKNOWN" => Verification.Unknown,
        "TRUE_POSITIVE" => Verification.TruePositive,
        "FALSE_POSITIVE" => Verification.FalsePositive,
        "BENIGN_POSITIVE" => Verification.BenignPositive,
        _ => null,
    };

    private static TransitionKind? KindOf(ViolationEventType? type) => type?.Value switch
    {
        "in-alarm" => TransitionKind.InAlarm,
        "alarm-cleared" => TransitionKind.Cleared,
        "alarm-invalidated" => TransitionKind.Invalidated,
        _ => null,
    };
}
