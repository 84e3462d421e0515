using System.Text.Json;

using OrleansDefender.Correlation;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Puts a notification's criteria and values into words.</summary>
/// <remarks>Lenient: a member of an unexpected type counts as absent, since an alarm matters more than its wording.</remarks>
internal static class DetectText
{
    /// <summary>The normal behavior in words.</summary>
    public static string? Criteria(JsonElement criteria) => BehaviorText.Criteria(
        Members.FindText(criteria, "comparisonOperator"),
        Members.FindObject(criteria, "value") is { } value ? Value(value) : null,
        Members.Find(criteria, "durationSeconds") is { ValueKind: JsonValueKind.Number } duration && duration.TryGetInt32(out var seconds) ? seconds : null,
        Members.FindObject(criteria, "statisticalThreshold") is { } threshold ? Members.FindText(threshold, "statistic") : null,
        Members.FindObject(criteria, "mlDetectionConfig") is { } configuration ? Members.FindText(configuration, "confidenceLevel") : null);

    /// <summary>The kind of criteria: <c>STATIC</c>, <c>STATISTICAL</c> or <c>MACHINE_LEARNING</c>.</summary>
    public static string CriteriaType(JsonElement criteria) => BehaviorText.CriteriaType(
        Members.FindObject(criteria, "statisticalThreshold") is not null,
        Members.FindObject(criteria, "mlDetectionConfig") is not null);

    /// <summary>The metric's dimension in words.</summary>
    public static string? Dimension(JsonElement behavior) => Members.FindObject(behavior, "metricDimension") is { } dimension
        ? BehaviorText.Dimension(Members.FindText(dimension, "dimensionName"), Members.FindText(dimension, "operator"))
        : null;

    /// <summary>A value in words.</summary>
    public static string? Value(JsonElement value) => BehaviorText.Value(
        Members.Find(value, "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var whole) ? whole : null,
        Members.Find(value, "number") is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var real) ? real : null,
        List(value, "cidrs", JsonValueKind.String, element => element.GetString()!),
        List(value, "ports", JsonValueKind.Number, element => element.TryGetInt32(out var port) ? port : 0),
        List(value, "numbers", JsonValueKind.Number, element => element.TryGetDouble(out var item) ? item : 0),
        List(value, "strings", JsonValueKind.String, element => element.GetString()!));

    /// <summary>A value as rules see it.</summary>
    public static MetricValue MetricValue(JsonElement value) => new()
    {
        Count = Members.Find(value, "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var whole) ? whole : null,
        Number = Members.Find(value, "number") is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var real) ? real : null,
        Numbers = [.. Some(value, "numbers", JsonValueKind.Number, element => element.TryGetDouble(out var item) ? item : 0)],
        Ports = [.. Some(value, "ports", JsonValueKind.Number, element => element.TryGetInt32(out var port) ? port : 0)],
        Cidrs = [.. Some(value, "cidrs", JsonValueKind.String, Text)],
        Strings = [.. Some(value, "strings", JsonValueKind.String, Text)],
    };

    private static string Text(JsonElement element) =>
        element.GetString()! is { Length: > Correlation.MetricValue.MostCharacters } text ? text[..Correlation.MetricValue.MostCharacters] : element.GetString()!;

    private static IEnumerable<T> Some<T>(JsonElement owner, string name, JsonValueKind kind, Func<JsonElement, T> read) =>
        (List(owner, name, kind, read) ?? []).Take(Correlation.MetricValue.MostElements);

    private static List<T>? List<T>(JsonElement owner, string name, JsonValueKind kind, Func<JsonElement, T> read) =>
        Members.Find(owner, name) is { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Where(element => element.ValueKind == kind).Select(read)]
            : null;
}
