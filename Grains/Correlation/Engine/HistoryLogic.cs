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
        foreach (var rule in match.Rules.Correlations)
        {
            if (filter(rule))
            {
                groups.AddRange(Evaluate(rule, signals, history, groups, match, verdicts, scope, settings));
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

    private static IEnumerable<GroupFirings> Evaluate(
        CorrelationRule rule,
        List<Signal> signals,
        SignalHistory history,
        List<GroupFirings> before,
        RuleMatch match,
        VerdictTimeline verdicts,
        AccountRegion scope,
        EngineSettings settings)
    {
        var byGroup = new SortedDictionary<string, List<RuleEntry>>(StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            AddAll(match.EntriesOf(rule, signal));
        }

        foreach (var input in rule.Inputs.Select(static input => input.Correlation).OfType<CorrelationRule>().Distinct())
        {
            foreach (var settled in history.Settled.Where(settled => settled.RuleId == input.Id))
            {
                AddAll(RuleMatch.EntriesOf(rule, input, settled.Group, settled.TimeMs, scope));
            }

            foreach (var group in before.Where(group => ReferenceEquals(group.Rule, input)))
            {
                foreach (var firing in group.Firings)
                {
                    AddAll(RuleMatch.EntriesOf(rule, input, group.Group, firing.TimeMs, scope));
                }
            }
        }

        foreach (var (group, entries) in byGroup)
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

            yield return new GroupFirings(rule, group, counted, CorrelationEngine.Fire(rule, counted, verdicts, last, history.HorizonMs));
        }

        void AddAll(List<(string Group, RuleEntry Entry)> made)
        {
            foreach (var (group, entry) in made)
            {
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
        var keys = new HashSet<SignalKey>();
        foreach (var group in groups)
        {
            // Whole slots: what stands first in one decides what else of it counts.
            var from = horizon == long.MinValue ? horizon : SlotCaps.StartOf(group.Rule, settings, horizon - (long)group.Rule.Timespan.TotalMilliseconds);
            foreach (var entry in group.Entries)
            {
                if (entry.Key.TimeMs >= from)
                {
                    keys.Add(entry.Key);
                }
            }
        }

        var episodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            if (signal is { EventType: not SignalEvents.Verified, ViolationId: { } episode } && keys.Contains(signal.Key))
            {
                episodes.Add(episode);
            }
        }

        // Of the words from before the horizon the last one on an episode holds, whatever comes; it may concern signals that are kept, or that are still to come.
        var last = new Dictionary<string, SignalKey>(StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            if (signal is { EventType: SignalEvents.Verified, ViolationId: { } episode, Verification: not null } && signal.Key.TimeMs < horizon
                && (signal.Key.TimeMs >= horizon - EngineSettings.WordsReachMs || episodes.Contains(episode)))
            {
                last[episode] = signal.Key;
            }
        }

        return
        [
            .. signals.Where(signal => keys.Contains(signal.Key)
                || (signal is { EventType: SignalEvents.Verified, ViolationId: { } episode } && (signal.Key.TimeMs >= horizon || last.GetValueOrDefault(episode) == signal.Key))),
        ];
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
