using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>The result of applying causes to a thing's state.</summary>
/// <param name="State">The new state; the same object where nothing durable changed.</param>
/// <param name="Touched">The keys of alarms that a cause was about, whether or not it changed them: what a repeat must deliver again.</param>
/// <param name="Rejected">Causes that were refused for good.</param>
internal readonly record struct ThingTransition(ThingState State, ImmutableArray<string> Touched, ImmutableArray<CauseRejection> Rejected);
