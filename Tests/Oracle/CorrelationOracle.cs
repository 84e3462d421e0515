namespace OrleansDefender.Tests.Oracle;

/// <summary>
/// When rules fire, by the section of that name in docs/correlation.md and by nothing else: every definition is evaluated over the whole list of signals,
/// nothing is kept between two moments, nothing is forgotten. The numbers in the comments are those of the section.
/// </summary>
public static class CorrelationOracle
{
    private const string Separator = "\u001F";
    private const string Verified = "verified";
    private const string Fired = "correlation-fired";

    // 3. Of two words at the same moment the one that stands later here holds.
    private static readonly string[] Strengths = ["UNKNOWN", "TRUE_POSITIVE", "BENIGN_POSITIVE", "FALSE_POSITIVE"];

    private const long WordsReach = 8L * 24 * 60 * 60 * 1000;

    /// <summary>All firings of the rules.</summary>
    /// <param name="rules">The rules; the inputs of a rule are found through it.</param>
    /// <param name="signals">The signals, in any order, with repeats.</param>
    /// <param name="latenessMs">The allowed lateness in milliseconds.</param>
    public static IReadOnlyList<OracleResult> Evaluate(IEnumerable<OracleRule> rules, IEnumerable<OracleSignal> signals, long latenessMs)
    {
        var set = signals.OrderByDescending(signal => Array.IndexOf(Strengths, signal.Verdict)).DistinctBy(signal => (signal.Time, signal.EventType, signal.Id)).ToList();
        return [.. rules.SelectMany(rule => FiringsOf(rule, set, latenessMs))];
    }

    private static IEnumerable<OracleResult> FiringsOf(OracleRule rule, List<OracleSignal> signals, long lateness)
    {
        var words = signals
            .Where(signal => signal is { EventType: Verified, Episode: not null, Verdict: not null })
            .OrderBy(signal => signal.Time).ThenBy(signal => signal.EventType, StringComparer.Ordinal).ThenBy(signal => signal.Id, StringComparer.Ordinal)
            .ToLookup(signal => signal.Episode);
        foreach (var (group, entries) in GroupsOf(rule, signals, lateness))
        {
            entries.Sort(OracleEntry.Order);
            ApplyCaps(rule, entries, lateness);

            // 7. Going through the edges in order.
            var firings = new List<long>();
            foreach (var entry in entries.DistinctBy(entry => (entry.Time, entry.EventType, entry.Id)))
            {
                // 4. The window; 3. at the moment of the entry itself.
                var window = entries.Where(other =>
                    other.Time >= entry.Time - rule.Timespan &&
                    OracleEntry.Order(other, entry) <= 0 &&
                    other.Counts.Count > 0 &&
                    !IsWithdrawn(other, entry.Time)).ToList();

                // 6. The edge.
                if (!Holds(rule, window) || Holds(rule, [.. window.Where(other => !other.IsSameSignal(entry))]))
                {
                    continue;
                }

                if (firings.Any(firing => firing >= entry.Time - (rule.Cooldown ?? rule.Timespan)))
                {
                    continue;
                }

                firings.Add(entry.Time);
                yield return new(
                    new(rule.Id, group, entry.Time, rule.Level),
                    window.Exists(inside => entries.Exists(lost => SlotOf(rule, lost, lateness) == SlotOf(rule, inside, lateness) && lost.Counts.Count < lost.Matches.Count)),
                    !Holds(rule, [.. window.Where(other => other.Time > entry.Time - rule.Timespan)]));
            }
        }

        // 3. Words of analysts.
        bool IsWithdrawn(OracleEntry entry, long moment) =>
            entry.EventType != Verified &&
            entry.Episode is { } episode &&
            words[episode].LastOrDefault(word => word.Time <= moment + lateness) is { } last &&
            last.Time >= entry.Time - WordsReach &&
            last.Verdict is "FALSE_POSITIVE" or "BENIGN_POSITIVE";
    }

    // 1. Entries.
    private static Dictionary<string, List<OracleEntry>> GroupsOf(OracleRule rule, List<OracleSignal> signals, long lateness)
    {
        var candidates = new List<(OracleSignal Signal, int Input)>();
        for (var input = 0; input < rule.Inputs.Count; input++)
        {
            var selected = rule.Inputs[input] is { Rule: { } inner }
                ? FiringsOf(inner, signals, lateness).Select(result => SignalOf(inner, result.Firing))
                : signals.Where(rule.Inputs[input].Selects!);
            candidates.AddRange(selected.Select(signal => (signal, input)));
        }

        var groups = new Dictionary<string, List<OracleEntry>>(StringComparer.Ordinal);
        foreach (var (signal, input) in candidates)
        {
            foreach (var group in GroupsOf(rule, signal, rule.Inputs[input]))
            {
                if (!groups.TryGetValue(group, out var entries))
                {
                    groups.Add(group, entries = []);
                }

                foreach (var value in rule.Type == OracleRuleType.ValueCount ? ValuesOf(signal, rule.ValueField!).Distinct() : Enumerable.Repeat<string?>(null, 1))
                {
                    // A signal that several inputs match is one entry.
                    var entry = entries.Find(entry => entry.Time == signal.Time && entry.EventType == signal.EventType && entry.Id == signal.Id && entry.Value == value);
                    if (entry is null)
                    {
                        entries.Add(entry = new() { Time = signal.Time, EventType = signal.EventType, Id = signal.Id, Episode = signal.Episode, Value = value, Matches = [] });
                    }

                    entry.Matches.Add(input);
                }
            }
        }

        return groups;
    }

    private static OracleSignal SignalOf(OracleRule rule, OracleFiring firing)
    {
        var values = firing.Group.Split(Separator);
        return new(
            $"{rule.Id}/{firing.Group}",
            firing.Time,
            Fired,
            null,
            null,
            FieldsOfGroup(rule).Zip(values).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => (IReadOnlyList<string>)[pair.Second]));
    }

    private static IEnumerable<string> FieldsOfGroup(OracleRule rule) => new[] { "accountId", "region" }.Concat(rule.GroupBy);

    // Of a field with several values each makes a group; of several fields, each combination; of more than 16 the lowest.
    private static List<string> GroupsOf(OracleRule rule, OracleSignal signal, OracleInput input)
    {
        List<string>? groups = null;
        foreach (var name in FieldsOfGroup(rule))
        {
            var values = ValuesOf(signal, rule.Aliases.GetValueOrDefault((name, input.Name), name)).Distinct().ToList();
            groups = groups is null ? values : [.. groups.SelectMany(group => values.Select(value => group + Separator + value))];
        }

        return [.. groups!.Order(StringComparer.Ordinal).Take(16)];
    }

    private static IReadOnlyList<string> ValuesOf(OracleSignal signal, string field) => signal.Fields.GetValueOrDefault(field, []);

    // 2. Caps. The entries come in order.
    private static void ApplyCaps(OracleRule rule, List<OracleEntry> entries, long lateness)
    {
        var room = Math.Max(32, rule.Condition is null ? 0 : rule.Condition.Parts.Max(part => part.Number) + 1);
        foreach (var slot in entries.GroupBy(entry => (SlotOf(rule, entry, lateness), entry.EventType == Fired)))
        {
            switch (rule.Type)
            {
                case OracleRuleType.EventCount:
                    foreach (var entry in slot.Take(room))
                    {
                        entry.Counts = entry.Matches;
                    }

                    break;
                case OracleRuleType.ValueCount:
                    foreach (var entry in slot.GroupBy(entry => entry.Value!).OrderBy(value => value.Key, StringComparer.Ordinal).Take(room).SelectMany(value => value.Take(8)))
                    {
                        entry.Counts = entry.Matches;
                    }

                    break;
                default:
                    for (var input = 0; input < rule.Inputs.Count; input++)
                    {
                        foreach (var entry in slot.Where(entry => entry.Matches.Contains(input)).Take(16))
                        {
                            entry.Counts.Add(input);
                        }
                    }

                    break;
            }
        }
    }

    private static long SlotOf(OracleRule rule, OracleEntry entry, long lateness)
    {
        var length = Math.Max(rule.Timespan, lateness) / 8;
        return (entry.Time - (((entry.Time % length) + length) % length)) / length;
    }

    // 5. The condition.
    private static bool Holds(OracleRule rule, List<OracleEntry> window) => window.Count > 0 && rule.Type switch
    {
        OracleRuleType.EventCount => rule.Condition!.Meets(window.DistinctBy(entry => (entry.Time, entry.EventType, entry.Id)).Count()),
        OracleRuleType.ValueCount => rule.Condition!.Meets(window.DistinctBy(entry => entry.Value).Count()),
        OracleRuleType.Temporal => Enumerable.Range(0, rule.Inputs.Count).All(input => window.Exists(entry => entry.Counts.Contains(input))),
        _ => HasOrdered(rule, window, 0, []),
    };

    // Tries every choice: an entry for this input, not before the one chosen for the input before it and not chosen yet, then the rest.
    private static bool HasOrdered(OracleRule rule, List<OracleEntry> window, int input, List<OracleEntry> chosen) =>
        input == rule.Inputs.Count ||
        window.Exists(entry =>
            entry.Counts.Contains(input) &&
            !chosen.Contains(entry) &&
            (chosen.Count == 0 || chosen[^1].Time <= entry.Time) &&
            HasOrdered(rule, window, input + 1, [.. chosen, entry]));
}
