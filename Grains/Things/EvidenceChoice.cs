using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Chooses which of a window's entries are kept as evidence: first those without which the rule would not hold, then the latest.</summary>
internal static class EvidenceChoice
{
    /// <summary>At most <see cref="FiringState.MostEvidence"/> entries, in order.</summary>
    public static IReadOnlyList<RuleEntry> Of(CorrelationRule rule, Firing firing)
    {
        if (firing.Window.Length <= FiringState.MostEvidence)
        {
            return firing.Window;
        }

        var chosen = new SortedSet<int>();
        switch (rule.Type)
        {
            case CorrelationType.ValueCount:
                foreach (var value in firing.Window.Select(static (entry, place) => (entry.Value, place)).GroupBy(static pair => pair.Value, StringComparer.Ordinal))
                {
                    Choose(value.Last().place);
                }

                break;
            case CorrelationType.Temporal:
                for (var input = 0; input < rule.Inputs.Length; input++)
                {
                    Choose(LastOf(input));
                }

                break;
            case CorrelationType.TemporalOrdered:
                var next = 0;
                for (var place = 0; place < firing.Window.Length && next < rule.Inputs.Length; place++)
                {
                    if ((firing.Window[place].Inputs & (1 << next)) != 0)
                    {
                        Choose(place);
                        next++;
                    }
                }

                // Signals of one time may be in order only after changing places.
                for (var input = next; input < rule.Inputs.Length; input++)
                {
                    Choose(LastOf(input));
                }

                break;
            default:
                break;
        }

        for (var place = firing.Window.Length - 1; place >= 0; place--)
        {
            Choose(place);
        }

        return [.. chosen.Select(place => firing.Window[place])];

        void Choose(int place)
        {
            if (place >= 0 && chosen.Count < FiringState.MostEvidence)
            {
                chosen.Add(place);
            }
        }

        int LastOf(int input)
        {
            for (var place = firing.Window.Length - 1; place >= 0; place--)
            {
                if ((firing.Window[place].Inputs & (1 << input)) != 0)
                {
                    return place;
                }
            }

            return -1;
        }
    }
}
