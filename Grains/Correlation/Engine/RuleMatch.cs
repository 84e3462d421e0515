using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Which inputs of rules a signal matches. One instance serves one thread; it remembers the last signal's answers.</summary>
internal sealed class RuleMatch(RuleSet rules)
{
    private readonly Dictionary<BaseRule, bool> _known = [];
    private static readonly IReadOnlyList<string?> NoValue = [null];

    private Signal? _signal;

    /// <summary>The rules.</summary>
    public RuleSet Rules => rules;

    /// <summary>Whether a base rule selects the signal.</summary>
    public bool Matches(BaseRule rule, Signal signal)
    {
        if (!ReferenceEquals(signal, _signal))
        {
            _known.Clear();
            _signal = signal;
        }

        if (!_known.TryGetValue(rule, out var matches))
        {
            _known.Add(rule, matches = rule.Matches(signal));
        }

        return matches;
    }

    /// <summary>The entries that a signal makes in the groups of a rule, correlations as inputs aside.</summary>
    public IReadOnlyList<(string Group, RuleEntry Entry)> EntriesOf(CorrelationRule rule, Signal signal)
    {
        var inputs = 0;
        for (var i = 0; i < rule.Inputs.Length; i++)
        {
            if (rule.Inputs[i].Base is { } baseRule && Matches(baseRule, signal))
            {
                inputs |= 1 << i;
            }
        }

        return inputs == 0 ? [] : EntriesOf(rule, signal, inputs);
    }

    /// <summary>The entries that a signal makes in the groups of a rule as those of its inputs that it is known to match, a bit each.</summary>
    public static List<(string Group, RuleEntry Entry)> EntriesOf(CorrelationRule rule, Signal signal, int inputs)
    {
        var groups = new List<(string Group, RuleEntry Entry)>(1);
        for (var i = 0; i < rule.Inputs.Length; i++)
        {
            if ((inputs & (1 << i)) != 0)
            {
                Add(groups, rule, i, signal.Key, EpisodeOf(signal), field => SignalFields.Of(signal, field));
            }
        }

        return groups;
    }

    /// <summary>The entries that a firing makes in the groups of a rule that has it as an input.</summary>
    public static List<(string Group, RuleEntry Entry)> EntriesOf(CorrelationRule rule, CorrelationRule fired, string firedGroup, long timeMs, AccountRegion scope)
    {
        var groups = new List<(string Group, RuleEntry Entry)>();
        var values = GroupKey.Split(firedGroup);
        var key = new SignalKey(timeMs, SignalEvents.Fired, $"{fired.Id}/{firedGroup}");
        for (var i = 0; i < rule.Inputs.Length; i++)
        {
            if (ReferenceEquals(rule.Inputs[i].Correlation, fired))
            {
                Add(groups, rule, i, key, episode: null, field => field switch
                {
                    "accountId" => [scope.Account],
                    "region" => [scope.Region],
                    _ => fired.GroupBy.IndexOf(field) is >= 0 and var place ? [values[place]] : [],
                });
            }
        }

        return groups;
    }

    private static void Add(
        List<(string Group, RuleEntry Entry)> groups, CorrelationRule rule, int input, SignalKey key, string? episode, Func<string, IReadOnlyList<string>> valuesOf)
    {
        foreach (var group in GroupKey.Of(rule, rule.Inputs[input], valuesOf))
        {
            var values = rule.Type == CorrelationType.ValueCount ? valuesOf(rule.ValueField!) : NoValue;
            foreach (var value in values)
            {
                var known = groups.FindIndex(other => other.Group == group && other.Entry.Value == value);
                if (known < 0)
                {
                    groups.Add((group, new RuleEntry(key, 1 << input, value, episode)));
                }
                else
                {
                    groups[known] = (group, groups[known].Entry with { Inputs = groups[known].Entry.Inputs | (1 << input) });
                }
            }
        }
    }

    // An analyst's word is never withdrawn by the word itself.
    private static string? EpisodeOf(Signal signal) => signal.EventType == SignalEvents.Verified ? null : signal.ViolationId;
}
