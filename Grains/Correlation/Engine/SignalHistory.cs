using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Engine;

/// <summary>What is remembered of signals: those that can still count, and the firings that are settled.</summary>
/// <param name="Signals">Sorted, without repeats.</param>
/// <param name="Settled">Firings before the horizon that later ones depend on.</param>
/// <param name="HorizonMs">Firings before it are settled, and signals of before it come too late; in milliseconds since 1970.</param>
internal sealed record SignalHistory(ImmutableArray<Signal> Signals, ImmutableArray<SettledFiring> Settled, long HorizonMs)
{
    public static SignalHistory Empty { get; } = new([], [], long.MinValue);
}
