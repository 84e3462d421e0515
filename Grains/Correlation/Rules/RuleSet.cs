using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>The rules in force together. Immutable.</summary>
internal sealed class RuleSet
{
    /// <summary>Whether a base rule looks at the values of metrics: only then are they kept.</summary>
    public bool UsesValues { get; init; }

    public static RuleSet Empty { get; } = new() { BaseRules = [], Correlations = [], Hash = "" };

    public required ImmutableArray<BaseRule> BaseRules { get; init; }

    /// <summary>Sorted so that each comes after its inputs.</summary>
    public required ImmutableArray<CorrelationRule> Correlations { get; init; }

    /// <summary>The hash of the whole content; lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}
