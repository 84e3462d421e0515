using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>Runs the engine as its grains do: signals come in batches, each step starts from the history that the step before it left.</summary>
/// <remarks>Compiled a second time against each changed copy of the engine: it must know nothing of the tests beside what it is given.</remarks>
internal static class EngineRun
{
    /// <summary>The firings that the steps settled, and those that still stand at the end.</summary>
    /// <param name="rules">The rules in force.</param>
    /// <param name="filter">Those of them to evaluate.</param>
    /// <param name="batches">The signals as they come.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="latenessMs">The allowed lateness in milliseconds.</param>
    /// <returns>Rule, group, time in milliseconds since 1970, and level of each.</returns>
    public static HashSet<(string Rule, string Group, long TimeMs, string Level)> Fire(
        RuleSet rules, Func<CorrelationRule, bool> filter, IEnumerable<IReadOnlyList<Signal>> batches, AccountRegion scope, long latenessMs)
    {
        var fired = new HashSet<(string Rule, string Group, long TimeMs, string Level)>();
        var match = new RuleMatch(rules);
        var history = SignalHistory.Empty;
        IReadOnlyList<GroupFirings> groups = [];
        foreach (var batch in batches)
        {
            var step = HistoryLogic.Add(history, batch, match, filter, scope, new EngineSettings(latenessMs));
            foreach (var (group, firing) in step.Settled)
            {
                Note(group, firing);
            }

            history = step.History;
            groups = step.Groups;
        }

        foreach (var group in groups)
        {
            foreach (var firing in group.Firings)
            {
                Note(group, firing);
            }
        }

        return fired;

        void Note(GroupFirings group, Firing firing) =>
            fired.Add((group.Rule.Id, $"{scope.Account}\u001f{scope.Region}\u001f{group.Group}", firing.TimeMs, group.Rule.Level.ToString()));
    }
}
