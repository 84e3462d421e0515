using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>What became of one group of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Group">The group's key.</param>
/// <param name="Entries">What counts, in order.</param>
/// <param name="Firings">The firings that are not settled, in order; what may still change.</param>
internal sealed record GroupFirings(CorrelationRule Rule, string Group, IReadOnlyList<RuleEntry> Entries, IReadOnlyList<Firing> Firings);
