using System.Collections.Immutable;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Silo.RuleFiles;

/// <summary>The rules in force, and what came of the last attempt to replace them.</summary>
/// <param name="Loaded">The rules in force.</param>
/// <param name="LoadedAt">Since when.</param>
/// <param name="Problems">Why the files as they are now are not in force; empty where they are.</param>
/// <param name="RefusedAt">When they were refused; absent where they were not.</param>
internal sealed record RuleState(LoadedRules Loaded, DateTimeOffset LoadedAt, ImmutableArray<RuleProblem> Problems, DateTimeOffset? RefusedAt);
