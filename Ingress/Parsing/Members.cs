using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Reads members of JSON objects. What is required and absent or wrong throws <see cref="UnreadableException"/>.</summary>
internal static class Members
{
    private const int LongestName = 128;

    /// <summary>The member, or <see langword="null"/> where it is absent or <c>null</c>.</summary>
    public static JsonElement? Find(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The text of an optional member; <see langword="null"/> where it is absent or no string.</summary>
    public static string? FindText(JsonElement owner, string name) =>
        Find(owner, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>The object of an optional member; <see langword="null"/> where it is absent or no object.</summary>
    public static JsonElement? FindObject(JsonElement owner, string name) =>
        Find(owner, name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    /// <summary>A required member.</summary>
    public static JsonElement Require(JsonElement owner, string name) =>
        Find(owner, name) ?? throw new UnreadableException("missing-member", $"The member '{name}' is missing.");

    /// <summary>A required object.</summary>
    public static JsonElement RequireObject(JsonElement owner, string name) =>
        Require(owner, name) is { ValueKind: JsonValueKind.Object } member
            ? member
            : throw new UnreadableException("invalid-member", $"The member '{name}' is no object.");

    /// <summary>A required name: 1 to 128 characters, none of them a control character.</summary>
    public static string RequireName(JsonElement owner, string name)
    {
        if (Require(owner, name) is not { ValueKind: JsonValueKind.String } member)
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' is no string.");
        }

        var text = member.GetString()!;
        if (text.Length is < 1 or > LongestName)
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' must have 1 to {LongestName} characters, but has {text.Length}.");
        }

        return text.Any(char.IsControl)
            ? throw new UnreadableException("invalid-member", $"The member '{name}' holds a control character.")
            : text;
    }

    /// <summary>A required name that becomes part of a grain's key: 1 to 128 ASCII letters, digits, hyphens and underscores.</summary>
    public static string RequireCode(JsonElement owner, string name)
    {
        var text = RequireName(owner, name);
        return IsCode(text)
            ? text
            : throw new UnreadableException("invalid-member", $"The member '{name}' may hold letters, digits, '-' and '_' only.");
    }

    /// <summary>Whether a text is 1 to 128 ASCII letters, digits, hyphens and underscores.</summary>
    public static bool IsCode(string text) =>
        text.Length is >= 1 and <= LongestName && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>A required count: a whole number, 0 or more.</summary>
    public static long RequireCount(JsonElement owner, string name)
    {
        if (Require(owner, name) is not { ValueKind: JsonValueKind.Number } member || !member.TryGetInt64(out var count))
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' is no whole number.");
        }

        return count >= 0 ? count : throw new UnreadableException("invalid-member", $"The member '{name}' is {count}, but counts something.");
    }

    /// <summary>The names of an optional list, each once and in their order; none where it is absent.</summary>
    public static ImmutableArray<string> FindNames(JsonElement owner, string name, int most)
    {
        if (Find(owner, name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' must be a list of at most {most} names.");
        }

        var names = list.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.String ? element.GetString()! : "").ToList();
        return names.TrueForAll(IsName)
            ? [.. names.Distinct(StringComparer.Ordinal)]
            : throw new UnreadableException(
                "invalid-member", $"The member '{name}' must be a list of names of 1 to {LongestName} characters, none of them a control character.");
    }

    /// <summary>Whether a text is a name: 1 to 128 characters, none of them a control character.</summary>
    public static bool IsName(string text) => text.Length is >= 1 and <= LongestName && !text.Any(char.IsControl);
}
