using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Whether an open fleet incident stands for a signal. Pure.</summary>
internal static class Inhibiting
{
    /// <summary>The most severe open fleet incident that the signal is a member of; <see langword="null"/> where there is none.</summary>
    /// <param name="match">The rules in force.</param>
    /// <param name="inhibitions">The open fleet incidents of the account and Region.</param>
    /// <param name="signal">The signal, for example the in-alarm of the alarm in question.</param>
    public static Inhibition? Find(RuleMatch match, IReadOnlyCollection<Inhibition> inhibitions, Signal signal)
    {
        if (inhibitions.Count == 0)
        {
            return null;
        }

        Inhibition? found = null;
        foreach (var rule in match.Rules.Correlations.Where(GroupSignals.IsAcross))
        {
            var own = inhibitions.Where(inhibition => inhibition.RuleId == rule.Id && inhibition.Incident.Scope == signal.Scope).ToList();
            if (own.Count == 0)
            {
                continue;
            }

            foreach (var (group, _) in match.EntriesOf(rule, signal))
            {
                var inhibition = own.Find(inhibition => inhibition.Group == group);
                found = inhibition is not null && !(found?.Severity >= inhibition.Severity) ? inhibition : found;
            }
        }

        return found;
    }
}
