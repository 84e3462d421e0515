using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>The bound of what one group of a rule keeps, and the meaning of a rule where more comes: of a slot of time only the first signals count.</summary>
/// <remarks>
/// <para>
/// A slot is an eighth of the timespan, or of the lateness where that is longer, aligned to 1970. In each slot count: for event_count the first
/// max(32, greatest number of the condition + 1) signals; for value_count the as many lowest values (by ordinal), and of each the first 8 signals; for the
/// temporal types the first 16 signals of each input. A withdrawn signal keeps its place. Firings of other rules are counted apart from signals: a firing may
/// still vanish, and what it had displaced would be gone by then.
/// </para>
/// <para>
/// "The first of a slot" is a function of the set: what was dropped because enough others go before it stays dropped, whatever comes. So the bound may be
/// applied as signals come, in any order, and what is kept in the end is the same.
/// </para>
/// </remarks>
internal static class SlotCaps
{
    public const int LeastRoom = 32;
    public const int SignalsPerValue = 8;
    public const int SignalsPerInput = 16;

    /// <summary>The length of the rule's slots in milliseconds.</summary>
    public static long SlotMs(CorrelationRule rule, EngineSettings settings) =>
        Math.Max(1, Math.Max((long)rule.Timespan.TotalMilliseconds, settings.LatenessMs) / EngineSettings.Slots);

    /// <summary>Signals, or values, that count in a slot.</summary>
    public static int RoomOf(CorrelationRule rule) => Math.Max(LeastRoom, (rule.Condition?.Greatest ?? 0) + 1);

    /// <summary>Of sorted entries without repeats those that count, sorted.</summary>
    public static List<RuleEntry> Apply(CorrelationRule rule, EngineSettings settings, IReadOnlyList<RuleEntry> sorted)
    {
        // So few are below every bound even in one slot.
        var fewest = rule.Type switch
        {
            CorrelationType.EventCount => RoomOf(rule),
            CorrelationType.ValueCount => SignalsPerValue,
            _ => SignalsPerInput,
        };
        if (sorted.Count <= fewest)
        {
            return sorted as List<RuleEntry> ?? [.. sorted];
        }

        var slotMs = SlotMs(rule, settings);
        var kept = new List<RuleEntry>(sorted.Count);
        var from = 0;
        while (from < sorted.Count)
        {
            var slot = SlotOf(sorted[from].Key.TimeMs, slotMs);
            var to = from + 1;
            while (to < sorted.Count && SlotOf(sorted[to].Key.TimeMs, slotMs) == slot)
            {
                to++;
            }

            ApplyToSlot(rule, sorted, from, to, kept);
            from = to;
        }

        return kept;
    }

    /// <summary>The beginning of the slot that a moment lies in, in milliseconds since 1970.</summary>
    public static long StartOf(CorrelationRule rule, EngineSettings settings, long timeMs) => SlotOf(timeMs, SlotMs(rule, settings)) * SlotMs(rule, settings);

    private static long SlotOf(long timeMs, long slotMs) => timeMs >= 0 ? timeMs / slotMs : ((timeMs + 1) / slotMs) - 1;

    private static void ApplyToSlot(CorrelationRule rule, IReadOnlyList<RuleEntry> sorted, int from, int to, List<RuleEntry> kept)
    {
        switch (rule.Type)
        {
            case CorrelationType.EventCount:
                KeepFirst(RoomOf(rule), sorted, from, to, kept);
                break;
            case CorrelationType.ValueCount when Mixes(rule):
                var slot = sorted.Skip(from).Take(to - from).ToLookup(IsFiring);
                var start = kept.Count;
                foreach (var part in slot)
                {
                    KeepValues(RoomOf(rule), [.. part], 0, part.Count(), kept);
                }

                kept.Sort(start, kept.Count - start, Comparer<RuleEntry>.Default);
                break;
            case CorrelationType.ValueCount:
                KeepValues(RoomOf(rule), sorted, from, to, kept);
                break;
            default:
                KeepInputs(rule.Inputs.Length, sorted, from, to, kept);
                break;
        }
    }

    private static bool IsFiring(RuleEntry entry) => entry.Key.EventType == SignalEvents.Fired;

    private static bool Mixes(CorrelationRule rule) =>
        rule.Inputs.Any(static input => input.Correlation is not null) && rule.Inputs.Any(static input => input.Base is not null);

    private static void KeepFirst(int room, IReadOnlyList<RuleEntry> sorted, int from, int to, List<RuleEntry> kept)
    {
        var signals = 0;
        var firings = 0;
        for (var i = from; i < to; i++)
        {
            if ((IsFiring(sorted[i]) ? firings++ : signals++) < room)
            {
                kept.Add(sorted[i]);
            }
        }
    }

    private static void KeepValues(int room, IReadOnlyList<RuleEntry> sorted, int from, int to, List<RuleEntry> kept)
    {
        // Most slots are nearly empty.
        if (to - from <= SignalsPerValue)
        {
            for (var i = from; i < to; i++)
            {
                kept.Add(sorted[i]);
            }

            return;
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = from; i < to; i++)
        {
            counts[sorted[i].Value!] = 0;
        }

        var last = counts.Count <= room ? null : counts.Keys.ElementAt(room - 1);
        for (var i = from; i < to; i++)
        {
            var value = sorted[i].Value!;
            if ((last is null || string.CompareOrdinal(value, last) <= 0) && counts[value]++ < SignalsPerValue)
            {
                kept.Add(sorted[i]);
            }
        }
    }

    private static void KeepInputs(int inputs, IReadOnlyList<RuleEntry> sorted, int from, int to, List<RuleEntry> kept)
    {
        Span<int> counts = stackalloc int[inputs];
        for (var i = from; i < to; i++)
        {
            var bits = 0;
            for (var input = 0; input < inputs; input++)
            {
                if ((sorted[i].Inputs & (1 << input)) != 0 && counts[input]++ < SignalsPerInput)
                {
                    bits |= 1 << input;
                }
            }

            if (bits != 0)
            {
                kept.Add(sorted[i] with { Inputs = bits });
            }
        }
    }
}
