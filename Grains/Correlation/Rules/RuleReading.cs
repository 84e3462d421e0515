using System.Globalization;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Reads values of documents.</summary>
internal static class RuleReading
{
    /// <summary>A text, or <see langword="null"/> where the key is missing.</summary>
    /// <exception cref="RuleSyntaxException">It is none, is empty, or too long.</exception>
    public static string? Text(RuleMap map, string key, int longest) => map[key] switch
    {
        null => null,
        RuleScalar { Text: { Length: > 0 } text } scalar => text.Length <= longest && (longest > RuleLoader.LongestTitle || !text.Any(char.IsControl))
            ? text
            : throw new RuleSyntaxException(scalar.Line, $"'{key}' must have at most {longest} characters, none of them a control character."),
        var node => throw new RuleSyntaxException(node.Line, $"'{key}' must be a text."),
    };

    /// <summary>A list of texts; empty where the key is missing.</summary>
    /// <exception cref="RuleSyntaxException">It is none, or too long.</exception>
    public static List<(string Text, int Line)> Texts(RuleMap map, string key, int most)
    {
        switch (map[key])
        {
            case null:
                return [];
            case RuleList list when list.Items.Count > most:
                throw new RuleSyntaxException(list.Line, $"'{key}' has more than {most} items.");
            case RuleList list:
                return [.. list.Items.Select(item => item is RuleScalar { Text: { Length: > 0 and <= RuleLoader.LongestTitle } text }
                    ? (text, item.Line)
                    : throw new RuleSyntaxException(item.Line, $"An item of '{key}' must be a text of at most {RuleLoader.LongestTitle} characters."))];
            case var node:
                throw new RuleSyntaxException(node.Line, $"'{key}' must be a list.");
        }
    }

    /// <summary>true or false; <see langword="null"/> where the key is missing or says something else, which is told.</summary>
    public static bool? Truth(RuleMap map, string key, RuleProblems problems)
    {
        switch (map[key])
        {
            case null:
                return null;
            case RuleScalar { Text: "true" }:
                return true;
            case RuleScalar { Text: "false" }:
                return false;
            case var node:
                problems.Add(node.Line, $"'{key}' must be true or false.");
                return null;
        }
    }

    /// <summary>A duration, or <see langword="null"/> where the key is missing.</summary>
    /// <exception cref="RuleSyntaxException">It is none, or not from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static TimeSpan? Duration(RuleMap map, string key, TimeSpan least, TimeSpan most)
    {
        if (map[key] is not { } node)
        {
            return null;
        }

        if (node is not RuleScalar scalar || !RuleDuration.TryParse(scalar.Text, out var duration))
        {
            throw new RuleSyntaxException(node.Line, $"'{key}' {RuleDuration.Rule}{(node is RuleScalar { Text: var text } ? $"; it is '{Shown.Of(text)}'" : "")}.");
        }

        return duration >= least && duration <= most
            ? duration
            : throw new RuleSyntaxException(node.Line, $"'{key}' must be from {RuleDuration.Text(least)} to {RuleDuration.Text(most)}; it is '{scalar.Text}'.");
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="RuleSyntaxException">It is none, or not from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static int Number(RuleNode node, string key, int least, int most) =>
        node is RuleScalar { Text: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new RuleSyntaxException(node.Line, $"'{key}' must be a whole number from {least} to {most}{(node is RuleScalar scalar ? $"; it is '{Shown.Of(scalar.Text)}'" : "")}.");

    /// <summary>A map with none but the keys given.</summary>
    /// <exception cref="RuleSyntaxException">It is none.</exception>
    public static RuleMap Map(RuleNode node, string what, RuleProblems problems, params ReadOnlySpan<string> keys)
    {
        if (node is not RuleMap map)
        {
            throw new RuleSyntaxException(node.Line, $"'{what}' must be a map.");
        }

        foreach (var (key, _) in map.Entries)
        {
            if (!keys.Contains(key.Text!))
            {
                problems.Add(key.Line, $"'{Shown.Of(key.Text)}' is no key of '{what}'; there are {string.Join(", ", keys)}.");
            }
        }

        return map;
    }
}
