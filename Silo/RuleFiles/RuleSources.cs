using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>Loads the shipped rules together with others.</summary>
internal static class RuleSources
{
    /// <summary>Loads.</summary>
    /// <param name="path">A folder of other rules, or a file; empty for none.</param>
    /// <param name="disabled">Ids of rules that must not act.</param>
    public static LoadedRules Load(string path, IReadOnlyCollection<string> disabled)
    {
        var problems = new List<RuleProblem>();
        var files = RuleFolder.Read(RuleFolder.Shipped, isShipped: true, problems);
        if (path.Length > 0)
        {
            files.AddRange(RuleFolder.Read(path, isShipped: false, problems));
        }

        var loaded = RuleLoader.Load(files, disabled);
        return problems.Count == 0 ? loaded : new LoadedRules { Problems = [.. problems, .. loaded.Problems], Warnings = loaded.Warnings };
    }
}
