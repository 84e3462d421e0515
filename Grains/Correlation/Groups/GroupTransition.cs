using System.Collections.Immutable;

using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Groups;

/// <summary>The result of a group's step.</summary>
/// <param name="State">The new state; the same object where nothing durable changed.</param>
/// <param name="Firings">The firings that were not settled before the step, in order.</param>
/// <param name="TooLate">Signals that came after what they could have changed was settled.</param>
internal readonly record struct GroupTransition(GroupState State, ImmutableArray<Firing> Firings, int TooLate);
