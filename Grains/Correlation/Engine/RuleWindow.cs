using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Whether a rule's condition holds over the entries of a window.</summary>
internal static class RuleWindow
{
    /// <summary>Looks at a window.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="window">Sorted entries.</param>
    /// <param name="count">What was counted: signals, distinct values, or inputs.</param>
    public static bool Holds(CorrelationRule rule, IReadOnlyList<RuleEntry> window, out int count)
    {
        switch (rule.Type)
        {
            case CorrelationType.TemporalOrdered:
                count = LongestSequence(rule.Inputs.Length, window);
                return count == rule.Inputs.Length;
            default:
                var counts = new RuleCounts(rule);
                foreach (var entry in window)
                {
                    counts.Add(entry);
                }

                count = counts.Count;
                return counts.Holds;
        }
    }

    /// <summary>
    /// How many inputs, from the first on, are met by different signals in order of time. Signals of one time are in whatever order helps, so each such group
    /// takes as many of the next inputs as its signals can be matched with; taking fewer never helps, since later groups have other signals.
    /// </summary>
    private static int LongestSequence(int inputs, IReadOnlyList<RuleEntry> window)
    {
        var met = 0;
        var from = 0;
        while (from < window.Count && met < inputs)
        {
            var to = from + 1;
            while (to < window.Count && window[to].Key.TimeMs == window[from].Key.TimeMs)
            {
                to++;
            }

            met = to - from == 1
                ? met + (Serves(window[from], met) ? 1 : 0)
                : Match(inputs, met, window, from, to);
            from = to;
        }

        return met;
    }

    private static int Match(int inputs, int met, IReadOnlyList<RuleEntry> window, int from, int to)
    {
        // Kuhn's algorithm: input by input, so that the first one without a signal ends it.
        var servedBy = new int[to - from];
        Array.Fill(servedBy, -1);
        while (met < inputs && Assign(met, new bool[to - from]))
        {
            met++;
        }

        return met;

        bool Assign(int input, bool[] seen)
        {
            for (var i = 0; i < seen.Length; i++)
            {
                if (!seen[i] && Serves(window[from + i], input))
                {
                    seen[i] = true;
                    if (servedBy[i] < 0 || Assign(servedBy[i], seen))
                    {
                        servedBy[i] = input;
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private static bool Serves(RuleEntry entry, int input) => (entry.Inputs & (1 << input)) != 0;
}
