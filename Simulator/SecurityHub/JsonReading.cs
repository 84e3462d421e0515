using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>Reading JSON of which only the grammar is known. The front has refused bodies that repeat a name or hold text that is no Unicode.</summary>
internal static class JsonReading
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a string, else <see langword="null"/>.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The text of a structure's member, else <see langword="null"/>.</summary>
    public static string? Text(this JsonNode? node, string member) => (node as JsonObject)?[member].Text();

    /// <summary>The number, however it is held, else <see langword="null"/>.</summary>
    public static double? Number(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number &&
        double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>The whole number, else <see langword="null"/>.</summary>
    public static long? Integer(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number &&
        long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The whole number of a member, else <see langword="null"/>.</summary>
    public static long? Integer(this JsonObject node, string member) => node[member].Integer();

    /// <summary>The text that is stored and measured: without blanks, and without escapes that only cost space.</summary>
    public static string ToCompactJson(this JsonNode node) => node.ToJsonString(Compact);

    /// <summary>The first text in a value that breaks the rule that every string holds a character that is not blank; <see langword="null"/> where none does.</summary>
    /// <remarks>Source: service model, NonEmptyString pattern <c>.*\S.*</c>, which every string of a finding has (high). The text goes on after the value's own path.</remarks>
    public static string? BlankFault(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (string.IsNullOrWhiteSpace(name))
                    {
                        return " has a blank name";
                    }

                    if (BlankFault(value) is { } fault)
                    {
                        return $".{name}{fault}";
                    }
                }

                return null;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    if (BlankFault(items[index]) is { } fault)
                    {
                        return $"[{index}]{fault}";
                    }
                }

                return null;
            default:
                return node.Text() is { } text && string.IsNullOrWhiteSpace(text)
                    ? " should hold a character that is not blank"
                    : null;
        }
    }
}
