namespace OrleansDefender.Simulator.Faults;

/// <summary>The faults in force, and the dice that decide which calls they strike.</summary>
/// <remarks>Thread-safe. The dice are seeded: the same calls in the same order meet the same faults. Faults are not kept over a restart.</remarks>
internal sealed class FaultBoard(SimulatorOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
#pragma warning disable CA5394 // Seeded on purpose: same seed, same faults. Nothing secret depends on it.
    private readonly Random _dice = new(options.Seed);
#pragma warning restore CA5394
    private volatile bool _any;

    /// <summary>How many faults may be in force at once.</summary>
    public const int Most = 100;

    /// <summary>The faults in force.</summary>
    public IReadOnlyList<Fault> List()
    {
        lock (_lock)
        {
            RemoveEnded();
            return [.. _faults];
        }
    }

    /// <summary>Puts a fault in force, in the place of one of the same operation and kind; a rate of 0 only removes that one.</summary>
    /// <returns><see langword="false"/> where too many are in force.</returns>
    public bool Put(Fault fault)
    {
        lock (_lock)
        {
            RemoveEnded();
            _faults.RemoveAll(f => f.Kind == fault.Kind && f.Operation == fault.Operation);
            if (fault.Rate > 0)
            {
                if (_faults.Count >= Most)
                {
                    return false;
                }

                _faults.Add(fault);
            }

            _any = _faults.Count > 0;
            return true;
        }
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _any = false;
        }
    }

    /// <summary>Throws the dice for one call (or one message): whether a fault of the kind strikes it.</summary>
    public bool Strikes(FaultKind kind, string service, string operation) => Strike(kind, service, operation) is not null;

    /// <summary>The same for latency: by how much the call is delayed; zero where it is not.</summary>
    public TimeSpan LatencyOf(string service, string operation) => Strike(FaultKind.Latency, service, operation)?.Delay ?? TimeSpan.Zero;

    /// <summary>A seeded number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Pick(int count)
    {
        lock (_lock)
        {
#pragma warning disable CA5394 // As above.
            return _dice.Next(count);
#pragma warning restore CA5394
        }
    }

    private Fault? Strike(FaultKind kind, string service, string operation)
    {
        if (!_any)
        {
            return null;
        }

        lock (_lock)
        {
            RemoveEnded();
            foreach (var fault in _faults)
            {
#pragma warning disable CA5394 // As above.
                if (fault.Kind == kind && fault.Concerns(service, operation) && _dice.NextDouble() < fault.Rate)
#pragma warning restore CA5394
                {
                    fault.Hits++;
                    return fault;
                }
            }

            return null;
        }
    }

    private void RemoveEnded()
    {
        var now = time.GetUtcNow();
        _faults.RemoveAll(f => f.Until <= now);
        _any = _faults.Count > 0;
    }
}
