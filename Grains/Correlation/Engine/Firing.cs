using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Engine;

/// <summary>A rule that became true for a group.</summary>
/// <param name="TimeMs">The time of the signal that made it true, in milliseconds since 1970.</param>
/// <param name="Count">What was counted: signals, distinct values, or inputs.</param>
/// <param name="Window">What was in the window, in order.</param>
internal sealed record Firing(long TimeMs, int Count, ImmutableArray<RuleEntry> Window);
