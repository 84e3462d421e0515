using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Compiles the detection of a base rule.</summary>
internal sealed partial class DetectionCompiler(RuleProblems problems)
{
    /// <summary>The most characters of a value.</summary>
    public const int LongestValue = 512;

    /// <summary>The most characters of a regular expression.</summary>
    public const int LongestExpression = 256;

    /// <summary>The most values of one field, and the most fields of one selection.</summary>
    public const int MostValues = 200;

    /// <summary>The most selections of a detection.</summary>
    public const int MostSelections = 50;

    // What is repeated so often multiplies in the automaton.
    private const int MostRepeats = 1000;

    private static readonly string[] Operations = ["contains", "startswith", "endswith", "re", "cidr", "lt", "lte", "gt", "gte", "exists"];
    private static readonly string[] Comparisons = ["lt", "lte", "gt", "gte"];
    private static readonly string[] ExpressionFlags = ["i", "m", "s"];

    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "expand", "fieldref", "base64", "base64offset", "utf16", "utf16le", "utf16be", "wide", "windash", "minute", "hour", "day", "week", "month", "year",
    };

    /// <summary>Compiles a detection; <see langword="null"/> where it has problems, which are told.</summary>
    public SignalCondition? Compile(RuleMap detection)
    {
        var before = problems.Count;
        var selections = new Dictionary<string, SignalCondition>(StringComparer.Ordinal);
        RuleNode? condition = null;
        if (detection.Entries.Count > MostSelections)
        {
            problems.Add(detection.Line, $"A detection has at most {MostSelections} selections.");
            return null;
        }

        foreach (var (key, value) in detection.Entries)
        {
            var name = key.Text!;
            if (name == "condition")
            {
                condition = value;
            }
            else if (name == "timeframe")
            {
                problems.Add(key.Line, "'timeframe' is not supported: a correlation has a timespan.");
            }
            else if (!ConditionParser.IsName(name))
            {
                problems.Add(key.Line, $"'{Shown.Of(name)}' is no name of a selection: letters, digits, _ and -, a letter or _ first, and no word of the condition.");
            }
            else if (problems.Try(() => Selection(name, value)) is { } compiled)
            {
                selections.Add(name, compiled);
            }
        }

        if (condition is null)
        {
            problems.Add(detection.Line, "The detection has no condition.");
        }
        else if (condition is not RuleScalar { Text: { } text })
        {
            problems.Add(condition.Line, condition is RuleList ? "Lists of conditions are not supported." : "The condition must be a text.");
        }
        else if (problems.Count == before)
        {
            var parsed = problems.Try(() => ConditionParser.Parse(text, condition.Line, selections, name => problems.Warn(detection.Line, name)));
            return problems.Count == before ? parsed : null;
        }

        return null;
    }

    private SignalCondition Selection(string name, RuleNode node)
    {
        switch (node)
        {
            case RuleMap map:
                return Map(map);
            case RuleList { Items.Count: 0 }:
                throw new RuleSyntaxException(node.Line, $"The selection '{Shown.Of(name)}' is empty.");
            case RuleList { Items.Count: <= MostValues } list when list.Items.All(static item => item is RuleMap):
                return SignalConditions.Any([.. list.Items.Select(item => Map((RuleMap)item))]);
            case RuleList { Items.Count: > MostValues }:
                throw new RuleSyntaxException(node.Line, $"A selection has at most {MostValues} maps.");
            default:
                throw new RuleSyntaxException(node.Line, $"The selection '{Shown.Of(name)}' has no fields: keyword lists are not supported.");
        }
    }

    private SignalCondition Map(RuleMap map)
    {
        if (map.Entries.Count is 0 or > MostValues)
        {
            throw new RuleSyntaxException(map.Line, $"A selection has 1 to {MostValues} fields.");
        }

        // All problems of the map are told at once.
        var parts = map.Entries.Select(entry => problems.Try(() => Field(entry.Key, entry.Value))).OfType<SignalCondition>().ToList();
        return SignalConditions.All(parts.Count > 0 ? parts : [SignalConditions.Exists(SignalField.Of("eventType"), isPresent: false)]);
    }

    private static SignalCondition Field(RuleScalar key, RuleNode value)
    {
        var words = key.Text!.Split('|');
        if (!SignalFields.IsKnown(words[0]))
        {
            throw new RuleSyntaxException(key.Line, $"'{Shown.Of(words[0])}' is no field of a signal.");
        }

        var field = SignalField.Of(words[0]);
        var modifiers = Modifiers(words[1..], key.Line);
        var operation = modifiers.FirstOrDefault(Operations.Contains);
        if (operation == "exists")
        {
            return SignalConditions.Exists(field, value is RuleScalar { Text: "true" or "false" } truth
                ? truth.Text == "true"
                : throw new RuleSyntaxException(value.Line, "The value of exists must be true or false."));
        }

        var values = value switch
        {
            RuleScalar scalar => [scalar],
            RuleList { Items.Count: > 0 and <= MostValues } list when list.Items.All(static item => item is RuleScalar) => list.Items.Cast<RuleScalar>().ToList(),
            RuleList => throw new RuleSyntaxException(value.Line, $"A list of values has 1 to {MostValues} texts, numbers or nulls."),
            _ => throw new RuleSyntaxException(value.Line, "The value of a field must be a text, a number, null, or a list of them."),
        };
        var parts = new List<SignalCondition>();
        var tests = new List<ValueTest>();
        foreach (var item in values)
        {
            if (item.Text is null)
            {
                parts.Add(modifiers.Except(["neq", "all"]).Any()
                    ? throw new RuleSyntaxException(item.Line, "null has no modifiers but neq and all.")
                    : SignalConditions.Exists(field, isPresent: false));
            }
            else
            {
                tests.Add(Test(item.Text, operation, modifiers, item.Line));
            }
        }

        var isAll = modifiers.Contains("all");
        if (isAll)
        {
            parts.AddRange(tests.Select(test => SignalConditions.Field(field, [test])));
        }
        else if (tests.Count > 0)
        {
            parts.Add(SignalConditions.Field(field, tests));
        }

        var condition = isAll ? SignalConditions.All(parts) : SignalConditions.Any(parts);
        return modifiers.Contains("neq") ? SignalConditions.Not(condition) : condition;
    }

    private static string[] Modifiers(string[] modifiers, int line)
    {
        string? operation = null;
        foreach (var modifier in modifiers)
        {
            if (Refused.Contains(modifier))
            {
                throw new RuleSyntaxException(line, $"The modifier {modifier} is not supported.");
            }

            if (Operations.Contains(modifier))
            {
                operation = operation is null ? modifier : throw new RuleSyntaxException(line, $"The modifiers {operation} and {modifier} exclude each other.");
            }
            else if (modifier is not ("all" or "cased" or "neq") && !ExpressionFlags.Contains(modifier))
            {
                throw new RuleSyntaxException(line, $"'{Shown.Of(modifier)}' is no modifier.");
            }
        }

        if (modifiers.Distinct().Count() < modifiers.Length)
        {
            throw new RuleSyntaxException(line, "A modifier stands here twice.");
        }

        if (operation != "re" && modifiers.FirstOrDefault(ExpressionFlags.Contains) is { } flag)
        {
            throw new RuleSyntaxException(line, $"The modifier {flag} goes with re only.");
        }

        if (modifiers.Contains("cased") && operation is not (null or "contains" or "startswith" or "endswith"))
        {
            throw new RuleSyntaxException(line, $"The modifier cased does not go with {operation}.");
        }

        if (operation == "exists" && modifiers.Length > 1)
        {
            throw new RuleSyntaxException(line, "The modifier exists stands alone.");
        }

        return modifiers;
    }

    private static ValueTest Test(string text, string? operation, string[] modifiers, int line)
    {
        if (text.Length > LongestValue)
        {
            throw new RuleSyntaxException(line, $"A value has more than {LongestValue} characters.");
        }

        if (operation == "re")
        {
            return Expression(text, modifiers, line);
        }

        if (operation == "cidr")
        {
            return IPNetwork.TryParse(text, out var network)
                ? ValueTest.Of(network)
                : throw new RuleSyntaxException(line, $"'{Shown.Of(text)}' is no range of addresses such as 198.51.100.0/24.");
        }

        if (Comparisons.Contains(operation))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? ValueTest.Of(operation!, number)
                : throw new RuleSyntaxException(line, $"'{Shown.Of(text)}' is no number, and {operation} compares numbers.");
        }

        return ValueTest.Of(text, operation is "contains" or "endswith", operation is "contains" or "startswith", modifiers.Contains("cased"));
    }

    private static ValueTest Expression(string text, string[] modifiers, int line)
    {
        if (text.Length > LongestExpression)
        {
            throw new RuleSyntaxException(line, $"A regular expression has more than {LongestExpression} characters.");
        }

        var repeats = 1.0;
        foreach (var repeat in Repeat().EnumerateMatches(text))
        {
            var numbers = text.AsSpan(repeat.Index, repeat.Length).Trim("{}");
            var comma = numbers.IndexOf(',');
            var least = double.Parse(comma < 0 ? numbers : numbers[..comma], NumberStyles.None, CultureInfo.InvariantCulture);
            repeats *= Math.Max(1, comma >= 0 && comma < numbers.Length - 1 ? double.Parse(numbers[(comma + 1)..], NumberStyles.None, CultureInfo.InvariantCulture) : least);
        }

        if (repeats > MostRepeats)
        {
            throw new RuleSyntaxException(line, $"The counts in a regular expression make more than {MostRepeats} together.");
        }

        var options = (modifiers.Contains("i") ? RegexOptions.IgnoreCase : RegexOptions.None)
            | (modifiers.Contains("m") ? RegexOptions.Multiline : RegexOptions.None)
            | (modifiers.Contains("s") ? RegexOptions.Singleline : RegexOptions.None);
        try
        {
            return ValueTest.Of(text, options);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new RuleSyntaxException(line, $"The regular expression cannot be used without backtracking: {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    [GeneratedRegex(@"\{[0-9]+(,[0-9]*)?\}")]
    private static partial Regex Repeat();
}
