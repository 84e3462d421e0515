namespace OrleansDefender.Correlation.Rules;

/// <summary>Parses the condition of a detection: selections with and, or, not, parentheses, <c>1 of x*</c>, <c>all of x*</c>, <c>1 of them</c>, <c>all of them</c>.</summary>
internal sealed class ConditionParser
{
    /// <summary>The most characters of a condition.</summary>
    public const int Longest = 1000;

    private const int MostDepth = 20;

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "and", "or", "not", "of", "them", "all", "any", "condition", "timeframe" };

    private readonly IReadOnlyDictionary<string, SignalCondition> _selections;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _tokens;
    private readonly int _line;
    private int _next;
    private int _depth;

    private ConditionParser(List<string> tokens, int line, IReadOnlyDictionary<string, SignalCondition> selections)
    {
        _tokens = tokens;
        _line = line;
        _selections = selections;
    }

    private string? Current => _next < _tokens.Count ? _tokens[_next] : null;

    /// <summary>Whether a selection may be called that.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 70 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            && !Words.Contains(name);

    /// <summary>Parses a condition.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="line">Its line, for problems.</param>
    /// <param name="selections">The detection's selections.</param>
    /// <param name="warn">Is told of selections that the condition does not use.</param>
    /// <exception cref="RuleSyntaxException">It is none.</exception>
    public static SignalCondition Parse(string text, int line, IReadOnlyDictionary<string, SignalCondition> selections, Action<string> warn)
    {
        if (text.Length > Longest)
        {
            throw new RuleSyntaxException(line, $"A condition has more than {Longest} characters.");
        }

        var parser = new ConditionParser(Split(text, line), line, selections);
        var condition = parser.Or();
        if (parser.Current is { } rest)
        {
            throw parser.Unexpected(rest);
        }

        foreach (var name in selections.Keys)
        {
            if (!parser._used.Contains(name))
            {
                warn($"The condition does not use the selection '{name}'.");
            }
        }

        return condition;
    }

    private static List<string> Split(string text, int line)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (text[i] is '(' or ')')
            {
                tokens.Add(text[i++].ToString());
            }
            else if (text[i] == '|')
            {
                throw new RuleSyntaxException(line, "Aggregations in a condition (|) are not supported: that is what correlations are for.");
            }
            else
            {
                var start = i;
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-' or '*'))
                {
                    i++;
                }

                tokens.Add(i > start ? text[start..i] : throw new RuleSyntaxException(line, $"'{Shown.Of(text[i].ToString())}' means nothing in a condition."));
            }
        }

        return tokens;
    }

    private SignalCondition Or()
    {
        var parts = new List<SignalCondition> { And() };
        while (Take("or"))
        {
            parts.Add(And());
        }

        return SignalConditions.Any(parts);
    }

    private SignalCondition And()
    {
        var parts = new List<SignalCondition> { Not() };
        while (Take("and"))
        {
            parts.Add(Not());
        }

        return SignalConditions.All(parts);
    }

    private SignalCondition Not()
    {
        var isNegated = false;
        while (Take("not"))
        {
            isNegated = !isNegated;
        }

        var part = Primary();
        return isNegated ? SignalConditions.Not(part) : part;
    }

    private SignalCondition Primary()
    {
        if (Take("("))
        {
            if (++_depth > MostDepth)
            {
                throw new RuleSyntaxException(_line, $"A condition has more than {MostDepth} parentheses in each other.");
            }

            var inner = Or();
            _depth--;
            return Take(")") ? inner : throw new RuleSyntaxException(_line, "The condition lacks a closing parenthesis.");
        }

        var word = Current ?? throw new RuleSyntaxException(_line, "The condition ends too early.");
        _next++;
        if (Take("of"))
        {
            return word is "1" or "all"
                ? Of(isAll: word == "all")
                : throw new RuleSyntaxException(_line, $"'{Shown.Of(word)} of' is not supported; 1 of and all of are.");
        }

        if (Words.Contains(word) || word == ")")
        {
            throw Unexpected(word);
        }

        _used.Add(word);
        return _selections.TryGetValue(word, out var selection)
            ? selection
            : throw new RuleSyntaxException(_line, $"There is no selection '{Shown.Of(word)}'.");
    }

    private SignalCondition Of(bool isAll)
    {
        var pattern = Current ?? throw new RuleSyntaxException(_line, "The condition ends too early.");
        _next++;
        if (pattern is "(" or ")")
        {
            throw Unexpected(pattern);
        }

        // Names that begin with _ are no part of them, as in Sigma.
        var glob = pattern == "them" ? null : ValueTest.Of(pattern, before: false, after: false, isCased: true);
        var parts = new List<SignalCondition>();
        foreach (var (name, selection) in _selections)
        {
            if (glob?.Matches(name) ?? !name.StartsWith('_'))
            {
                _used.Add(name);
                parts.Add(selection);
            }
        }

        if (parts.Count == 0)
        {
            throw new RuleSyntaxException(_line, $"There is no selection '{Shown.Of(pattern)}'.");
        }

        return isAll ? SignalConditions.All(parts) : SignalConditions.Any(parts);
    }

    private bool Take(string word)
    {
        if (Current != word)
        {
            return false;
        }

        _next++;
        return true;
    }

    private RuleSyntaxException Unexpected(string word) => new(_line, $"'{Shown.Of(word)}' is not expected there in the condition.");
}
