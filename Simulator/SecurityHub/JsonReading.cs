using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>Reading JSON of unknown origin: nothing here throws on what a caller may send, once <see cref="Fault"/> has found nothing.</summary>
internal static class JsonReading
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a string, else <see langword="null"/>.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The text of a member, else <see langword="null"/>.</summary>
    public static string? Text(this JsonObject? node, string member) => node?[member].Text();

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

    /// <summary>
    /// What makes a value unreadable or breaks the rule that every string holds a character that is not blank; <see langword="null"/> where nothing does.
    /// </summary>
    /// <remarks>
    /// Source of the rule on blanks: service model, NonEmptyString pattern <c>.*\S.*</c>, which every string of a finding has (high).
    /// Names given twice and halves of surrogate pairs are legal for the parser and show only when the value is read.
    /// </remarks>
    public static string? Fault(JsonNode? node, string path)
    {
        try
        {
            return Walk(node, path);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return $"{path} is not readable: a name occurs twice or a text is not valid Unicode";
        }
    }

    private static string? Walk(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    if (string.IsNullOrWhiteSpace(name))
                    {
                        return $"{path} has a blank name";
                    }

                    if (Walk(value, $"{path}.{name}") is { } fault)
                    {
                        return fault;
                    }
                }

                return null;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    if (Walk(items[index], $"{path}[{index}]") is { } fault)
                    {
                        return fault;
                    }
                }

                return null;
            default:
                return node.Text() is { } text && string.IsNullOrWhiteSpace(text)
                    ? $"{path} should hold a character that is not blank"
                    : null;
        }
    }
}
