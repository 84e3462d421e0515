using OrleansDefender.Correlation.Rules;
using OrleansDefender.Silo.RuleFiles;

namespace OrleansDefender.Silo.Api;

/// <summary>The rules in force in this process.</summary>
/// <param name="Hash">The hash of the whole set.</param>
/// <param name="LoadedAt">Since when it is in force.</param>
/// <param name="Rules">The correlation rules.</param>
/// <param name="Problems">Why the files as they are now are not in force; empty where they are.</param>
/// <param name="RefusedAt">When they were refused; absent where they were not.</param>
/// <param name="Warnings">What is doubtful about the rules in force.</param>
internal sealed record RulesAnswer(
    string Hash,
    DateTimeOffset LoadedAt,
    IReadOnlyList<RuleAnswer> Rules,
    IReadOnlyList<RuleProblemAnswer> Problems,
    DateTimeOffset? RefusedAt,
    IReadOnlyList<RuleProblemAnswer> Warnings)
{
    /// <summary>Shows how it stands.</summary>
    public static RulesAnswer Of(RuleState state)
    {
        var loaded = state.Loaded;
        return new RulesAnswer(
            loaded.Rules!.Hash,
            state.LoadedAt,
            [.. loaded.Rules.Correlations.Select(rule => new RuleAnswer(
                rule.Id,
                rule.Title,
                rule.Name,
                rule.Type switch
                {
                    CorrelationType.EventCount => "event_count",
                    CorrelationType.ValueCount => "value_count",
                    CorrelationType.Temporal => "temporal",
                    _ => "temporal_ordered",
                },
                rule.Level == Severity.None ? null : rule.Level.ToString().ToUpperInvariant(),
                rule.Effect.IsIncident,
                rule.Acts,
                rule.Hash,
                loaded.Sources[rule.Id].File,
                loaded.Sources[rule.Id].IsShipped))],
            [.. state.Problems.Select(Of)],
            state.RefusedAt,
            [.. loaded.Warnings.Select(Of)]);
    }

    private static RuleProblemAnswer Of(RuleProblem problem) => new(problem.File, problem.Line, problem.Message);
}
