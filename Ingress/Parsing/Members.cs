using System.Text.Json;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>Reads members of JSON objects. What is required and absent or wrong throws <see cref="UnreadableException"/>.</summary>
internal static class Members
{
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
        const int Longest = 128;
        if (Require(owner, name) is not { ValueKind: JsonValueKind.String } member)
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' is no string.");
        }

        var text = member.GetString()!;
        if (text.Length is < 1 or > Longest)
        {
            throw new UnreadableException("invalid-member", $"The member '{name}' must have 1 to {Longest} characters, but has {text.Length}.");
        }

        return text.Any(char.IsControl)
            ? throw new UnreadableException("invalid-member", $"The member '{name}' holds a control character.")
            : text;
    }
}
