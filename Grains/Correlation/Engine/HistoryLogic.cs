using System.Collections.Immutable;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Evaluates many rules over one bounded set of signals. Pure: the same signals in any order and any number give the same firings.</summary>
internal static class HistoryLogic
{
    /// <summary>Adds signals, finds what fires, settles what has become certain, and forgets what can no longer count.</summary>
    /// <param name="history">The history.</param>
    /// <param name="added">New signals, repeats included.</param>
    /// <param name="match">The rules in force.</param>
    /// <param name="filter">The rules to evaluate: with each, its inputs.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="settings">The lateness.</param>
    public static HistoryStep Add(
        SignalHistory history, IReadOnlyCollection<Signal> added, RuleMatch match, Func<CorrelationRule, bool> filter, AccountRegion scope, EngineSettings settings)
    {
        var signals = Merge(history, added, out var tooLate);
        var verdicts = new VerdictTimeline(
            settings,
            signals.Where(static signal => signal is { EventType: SignalEvents.Verified, ViolationId: not null, Verification: not null })
                .Select(static signal => (signal.ViolationId!, signal.Key, signal.Verification!.Value)));

        var groups = new List<GroupFirings>();
        var selected = new SelectedSignals(signals);
        foreach (var rule in match.Rules.Correlations)
        {
            if (filter(rule))
            {
                Evaluate(rule, selected, history, groups, verdicts, scope, settings);
            }
        }

        var newest = signals.Count > 0 ? signals[^1].Key.TimeMs : long.MinValue;
        var horizon = newest == long.MinValue ? history.HorizonMs : Math.Max(history.HorizonMs, newest - settings.SettledAfterMs);
        var settled = groups
            .SelectMany(group => group.Firings.Where(firing => firing.TimeMs < horizon), static (group, firing) => (group, firing))
            .ToList();
        var kept = Keep(signals, groups, horizon, settings);
        var remembered = Remember(history, settled, match.Rules.Correlations.Where(filter), horizon, settings);
        var isSame = horizon == history.HorizonMs && remembered.SequenceEqual(history.Settled) && kept.AsEnumerable().SequenceEqual(history.Signals, ReferenceEqualityComparer.Instance);
        return new HistoryStep(isSame ? history : new SignalHistory(kept, remembered, horizon), groups, settled, tooLate);
    }

    /// <summary>
    /// Whether of two signals with the same key one is the signal: two words on an episode at the same moment, of which the one with the greater number counts,
    /// whichever comes first.
    /// </summary>
    public static bool IsStronger(Signal signal, Signal known) => signal.EventType == SignalEvents.Verified && signal.Verification > known.Verification;

    private static List<Signal> Merge(SignalHistory history, IReadOnlyCollection<Signal> added, out int tooLate)
    {
        tooLate = 0;
        var signals = new List<Signal>(history.Signals.Length + added.Count);
        signals.AddRange(history.Signals);
        foreach (var signal in added)
        {
            if (signal.Key.TimeMs < history.HorizonMs)
            {
                tooLate++;
                continue;
            }

            // Nearly always it is the newest.
            var place = signals.Count;
            while (place > 0 && signals[place - 1].Key.CompareTo(signal.Key) > 0)
            {
                place--;
            }

            if (place == 0 || signals[place - 1].Key != signal.Key)
            {
                signals.Insert(place, signal);
            }
            else if (IsStronger(signal, signals[place - 1]))
            {
                signals[place - 1] = signal;
            }
        }

        return signals;
    }

    private static void Evaluate(
        CorrelationRule rule,
        SelectedSignals signals,
        SignalHistory history,
        List<GroupFirings> groups,
        VerdictTimeline verdicts,
        AccountRegion scope,
        EngineSettings settings)
    {
        // Nearly always there is one group, or none.
        SortedDictionary<string, List<RuleEntry>>? byGroup = null;
        foreach (var (signal, inputs) in signals.Of(rule))
        {
            AddAll(RuleMatch.EntriesOf(rule, signal, inputs));
        }

        for (var i = 0; i < rule.Inputs.Length; i++)
        {
            // Once for all the names that it has among the inputs.
            if (rule.Inputs[i].Correlation is { } input && !rule.Inputs.Take(i).Any(earlier => ReferenceEquals(earlier.Correlation, input)))
            {
                AddFirings(input);
            }
        }

        foreach (var (group, entries) in byGroup ?? [])
        {
            entries.Sort();
            var counted = SlotCaps.Apply(rule, settings, entries);
            long? last = null;
            foreach (var settled in history.Settled)
            {
                if (settled.RuleId == rule.Id && settled.Group == group && !(settled.TimeMs <= last))
                {
                    last = settled.TimeMs;
                }
            }

            groups.Add(new GroupFirings(rule, group, counted, CorrelationEngine.Fire(rule, counted, verdicts, last, history.HorizonMs)));
        }

        void AddFirings(CorrelationRule input)
        {
            foreach (var settled in history.Settled)
            {
                if (settled.RuleId == input.Id)
                {
                    AddAll(RuleMatch.EntriesOf(rule, input, settled.Group, settled.TimeMs, scope));
                }
            }

            foreach (var group in groups)
            {
                if (ReferenceEquals(group.Rule, input))
                {
                    foreach (var firing in group.Firings)
                    {
                        AddAll(RuleMatch.EntriesOf(rule, input, group.Group, firing.TimeMs, scope));
                    }
                }
            }
        }

        void AddAll(List<(string Group, RuleEntry Entry)> made)
        {
            foreach (var (group, entry) in made)
            {
                byGroup ??= new SortedDictionary<string, List<RuleEntry>>(StringComparer.Ordinal);
                if (!byGroup.TryGetValue(group, out var list))
                {
                    byGroup.Add(group, list = []);
                }

                list.Add(entry);
            }
        }
    }

    /// <summary>The signals that can still be in a window that is not settled, and the words on them.</summary>
    private static ImmutableArray<Signal> Keep(List<Signal> signals, List<GroupFirings> groups, long horizon, EngineSettings settings)
    {
        var keys = signals.ConvertAll(static signal => signal.Key);
        var isKept = new bool[signals.Count];
        foreach (var group in groups)
        {
            // Whole slots: what stands first in one decides what else of it counts.
            var from = horizon == long.MinValue ? horizon : SlotCaps.StartOf(group.Rule, settings, horizon - (long)group.Rule.Timespan.TotalMilliseconds);
            var place = 0;
            foreach (var entry in group.Entries)
            {
                if (entry.Key.TimeMs >= from)
                {
                    while (place < keys.Count && keys[place] < entry.Key)
                    {
                        place++;
                    }

                    // The firings among the entries are nowhere among the signals.
                    if (place < keys.Count && keys[place] == entry.Key)
                    {
                        isKept[place] = true;
                    }
                }
            }
        }

        KeepWords(signals, isKept, horizon);
        return [.. signals.Where((_, place) => isKept[place])];
    }

    private static void KeepWords(List<Signal> signals, bool[] isKept, long horizon)
    {
        if (!signals.Exists(static signal => signal.EventType == SignalEvents.Verified))
        {
            return;
        }

        var episodes = new HashSet<string>(StringComparer.Ordinal);
        for (var place = 0; place < signals.Count; place++)
        {
            if (signals[place] is { EventType: not SignalEvents.Verified, ViolationId: { } episode } && isKept[place])
            {
                episodes.Add(episode);
            }
        }

        // Of the words from before the horizon the last one on an episode holds, whatever comes; it may concern signals that are kept, or that are still to come.
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < signals.Count; place++)
        {
            var signal = signals[place];
            if (signal is not { EventType: SignalEvents.Verified, ViolationId: { } episode })
            {
                continue;
            }

            if (signal.Key.TimeMs >= horizon)
            {
                isKept[place] = true;
            }
            else if (signal.Verification is not null && (signal.Key.TimeMs >= horizon - EngineSettings.WordsReachMs || episodes.Contains(episode)))
            {
                last[episode] = place;
            }
        }

        foreach (var place in last.Values)
        {
            isKept[place] = true;
        }
    }

    /// <summary>The settled firings that later ones must keep their distance from, or that other rules may still see.</summary>
    private static ImmutableArray<SettledFiring> Remember(
        SignalHistory history, List<(GroupFirings Group, Firing Firing)> settled, IEnumerable<CorrelationRule> rules, long horizon, EngineSettings settings)
    {
        if (history.Settled.IsEmpty && settled.Count == 0)
        {
            return history.Settled;
        }

        var reach = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            Reach(rule.Id, (long)rule.Effect.Cooldown.TotalMilliseconds);
            foreach (var input in rule.Inputs)
            {
                if (input.Correlation is { } correlation)
                {
                    Reach(correlation.Id, (long)rule.Timespan.TotalMilliseconds + SlotCaps.SlotMs(rule, settings));
                }
            }
        }

        return
        [
            .. history.Settled
                .Concat(settled.Select(static entry => new SettledFiring(entry.Group.Rule.Id, entry.Group.Group, entry.Firing.TimeMs)))
                .Where(firing => reach.TryGetValue(firing.RuleId, out var ms) && firing.TimeMs >= horizon - ms)
                .OrderBy(static firing => firing.TimeMs).ThenBy(static firing => firing.RuleId, StringComparer.Ordinal).ThenBy(static firing => firing.Group, StringComparer.Ordinal),
        ];

        void Reach(string rule, long ms) => reach[rule] = Math.Max(ms, reach.GetValueOrDefault(rule));
    }
}
