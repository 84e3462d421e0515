using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Things;

/// <summary>Signals in their order, each once.</summary>
internal sealed class SignalSet
{
    private readonly List<Signal> _signals;

    private SignalSet(List<Signal> signals) => _signals = signals;

    /// <summary>None.</summary>
    public static SignalSet Empty { get; } = new([]);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Signal> InOrder => _signals;

    /// <summary>Puts signals in order. Of two in the same place the first counts; of two words the stronger, as <see cref="HistoryLogic"/> has it.</summary>
    /// <param name="found">The signals, with repeats.</param>
    public static SignalSet Of(IReadOnlyCollection<Signal> found)
    {
        var places = found.Select(static (signal, number) => (signal.Key, Number: number, Signal: signal)).ToArray();
        Array.Sort(places, static (one, other) => one.Key.CompareTo(other.Key) is not 0 and var order ? order : one.Number.CompareTo(other.Number));
        var signals = new List<Signal>(places.Length);
        var last = default(SignalKey);
        foreach (var (key, _, signal) in places)
        {
            if (signals.Count == 0 || key != last)
            {
                signals.Add(signal);
                last = key;
            }
            else if (HistoryLogic.IsStronger(signal, signals[^1]))
            {
                signals[^1] = signal;
            }
        }

        return new SignalSet(signals);
    }

    /// <summary>The signal in a place; <see langword="null"/> where there is none.</summary>
    public Signal? Find(SignalKey key)
    {
        var (from, to) = (0, _signals.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_signals[middle].Key < key)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from < _signals.Count && _signals[from].Key == key ? _signals[from] : null;
    }
}
