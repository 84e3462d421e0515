using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>When a rule fires for one group: a pure function of the group's signals and of the analysts' words, never of the order in which they came.</summary>
/// <remarks>
/// <para>
/// The window of a signal s holds what is at most the rule's timespan older than s, s included, and is no later in the order than s. The rule becomes true at
/// s if its condition holds over that window, and does not over the same window without s. That is the rising edge: between two signals time can only take
/// signals out of the window.
/// </para>
/// <para>Of the edges, in order, one is a firing unless a firing lies at most the cooldown before it.</para>
/// </remarks>
internal static class CorrelationEngine
{
    /// <summary>The firings of a group from a moment on.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="entries">What counts (<see cref="SlotCaps"/>), sorted, at least from <paramref name="fromMs"/> minus the timespan on.</param>
    /// <param name="verdicts">The analysts' words.</param>
    /// <param name="lastMs">The time of the last firing before <paramref name="fromMs"/>; absent where there is none.</param>
    /// <param name="fromMs">Edges before it are settled, and not looked at.</param>
    public static List<Firing> Fire(CorrelationRule rule, IReadOnlyList<RuleEntry> entries, VerdictTimeline verdicts, long? lastMs, long fromMs)
    {
        var firings = new List<Firing>();
        if (!CanHold(rule, entries))
        {
            return firings;
        }

        var timespanMs = (long)rule.Timespan.TotalMilliseconds;
        var cooldownMs = (long)rule.Effect.Cooldown.TotalMilliseconds;
        var window = new SlidingWindow(rule, entries, verdicts);
        var next = 0;
        while (next < entries.Count)
        {
            // All entries of one signal come together.
            var edge = entries[next].Key;
            var end = next + 1;
            while (end < entries.Count && entries[end].Key == edge)
            {
                end++;
            }

            window.LeaveUntil(edge.TimeMs - timespanMs);
            var isAsked = edge.TimeMs >= fromMs && !(edge.TimeMs - lastMs <= cooldownMs) && !verdicts.IsWithdrawn(entries[next].Episode, edge.TimeMs, edge.TimeMs);
            var held = isAsked && window.Holds(edge.TimeMs, out _);
            window.EnterUntil(end);
            if (isAsked && !held && window.Holds(edge.TimeMs, out var count))
            {
                firings.Add(new Firing(edge.TimeMs, count, window.At(edge.TimeMs)));
                lastMs = edge.TimeMs;
            }

            next = end;
        }

        return firings;
    }

    /// <summary>Whether the condition could hold if everything were in one window: for most groups it could not.</summary>
    private static bool CanHold(CorrelationRule rule, IReadOnlyList<RuleEntry> entries)
    {
        if (rule.Condition is { } condition)
        {
            return !(entries.Count <= condition.Gt) && !(entries.Count < condition.Gte);
        }

        var inputs = 0;
        foreach (var entry in entries)
        {
            inputs |= entry.Inputs;
        }

        return inputs == (1 << rule.Inputs.Length) - 1;
    }
}
