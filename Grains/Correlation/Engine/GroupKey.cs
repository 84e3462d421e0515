using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Names the groups of a rule that a signal belongs to.</summary>
internal static class GroupKey
{
    /// <summary>Groups that one signal may belong to; of a list-valued field each element makes one.</summary>
    public const int MostGroups = 16;

    private const char Separator = '\u001f';

    /// <summary>The groups of a signal as an input of the rule; none where it lacks a field.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="input">The input that the signal matches.</param>
    /// <param name="valuesOf">The signal's values of a field.</param>
    public static IReadOnlyList<string> Of(CorrelationRule rule, RuleInput input, Func<string, IReadOnlyList<string>> valuesOf)
    {
        IReadOnlyList<string> keys = [""];
        for (var i = 0; i < rule.GroupBy.Length; i++)
        {
            var values = valuesOf(rule.FieldOf(rule.GroupBy[i], input));
            if (values.Count == 0)
            {
                return [];
            }

            var first = i == 0;
            if (values.Count == 1 && rule.GroupBy.Length == 1)
            {
                return values;
            }

            keys = keys.Count == 1 && values.Count == 1
                ? [first ? values[0] : keys[0] + Separator + values[0]]
                : [.. keys.SelectMany(key => values.Select(value => first ? value : key + Separator + value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostGroups)];
        }

        return keys;
    }

    /// <summary>The values of the group-by fields, in the rule's order.</summary>
    public static string[] Split(string key) => key.Split(Separator);
}
