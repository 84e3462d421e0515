using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>Typed reading of request members; whatever is missing or of the wrong type is an error of SQS, never one of the simulator.</summary>
internal static class Fields
{
    /// <summary>A string that must be there and not be empty.</summary>
    public static string Text(JsonObject from, string member) =>
        OptionalText(from, member) is { Length: > 0 } text ? text : throw SqsErrors.Missing(member);

    /// <summary>A string that may be absent.</summary>
    public static string? OptionalText(JsonObject from, string member) => from[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw SqsErrors.WrongType(member, "a string"),
    };

    /// <summary>A whole number within a range that may be absent.</summary>
    public static int? Number(JsonObject from, string member, int least, int most) => from[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<long>(out var number) => number >= least && number <= most
            ? (int)number
            : throw SqsErrors.InvalidValue(member, string.Create(CultureInfo.InvariantCulture, $"Must be >= {least} and <= {most}, if provided.")),
        _ => throw SqsErrors.WrongType(member, "a whole number"),
    };

    /// <summary>A list of strings; absent is empty.</summary>
    public static IReadOnlyList<string> Texts(JsonObject from, string member) => from[member] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw SqsErrors.WrongType(member, "a list of strings"))],
        _ => throw SqsErrors.WrongType(member, "a list of strings"),
    };

    /// <summary>A map of strings; absent is empty.</summary>
    public static IReadOnlyDictionary<string, string> Map(JsonObject from, string member) => from[member] switch
    {
        null => new Dictionary<string, string>(),
        JsonObject map => map.ToDictionary(
            pair => pair.Key,
            pair => pair.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw SqsErrors.WrongType(member, "a map of strings")),
        _ => throw SqsErrors.WrongType(member, "a map of strings"),
    };

    /// <summary>An object that may be absent.</summary>
    public static JsonObject? Object(JsonObject from, string member) => from[member] switch
    {
        null => null,
        JsonObject value => value,
        _ => throw SqsErrors.WrongType(member, "an object"),
    };

    /// <summary>A list of objects; absent is empty.</summary>
    public static IReadOnlyList<JsonObject> Objects(JsonObject from, string member) => from[member] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item as JsonObject ?? throw SqsErrors.WrongType(member, "a list of objects"))],
        _ => throw SqsErrors.WrongType(member, "a list of objects"),
    };
}
