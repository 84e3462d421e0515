using System.Collections.Frozen;
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

    /// <summary>The ids of the rules inside things that rules across things have as inputs: of their firings groups are told.</summary>
    public FrozenSet<string> ToldRules => field ??= Correlations
        .Where(static rule => rule is { IsOfThing: false, Acts: true })
        .SelectMany(static rule => rule.Inputs)
        .Select(static input => input.Correlation?.Id)
        .OfType<string>()
        .ToFrozenSet(StringComparer.Ordinal);
}
