using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>What came of loading rule files.</summary>
internal sealed record LoadedRules
{
    /// <summary>The set; absent where there are <see cref="Problems"/>.</summary>
    public RuleSet? Rules { get; init; }

    /// <summary>Why there is no set, by file and line; bounded.</summary>
    public ImmutableArray<RuleProblem> Problems { get; init; } = [];

    /// <summary>What is doubtful and does not keep the rules from being used, by file and line; bounded.</summary>
    public ImmutableArray<RuleProblem> Warnings { get; init; } = [];

    /// <summary>The inline tests, in the order of files and lines.</summary>
    public ImmutableArray<RuleTest> Tests { get; init; } = [];

    /// <summary>Where each rule stands, by id.</summary>
    public ImmutableDictionary<string, RuleSource> Sources { get; init; } = ImmutableDictionary<string, RuleSource>.Empty;
}
