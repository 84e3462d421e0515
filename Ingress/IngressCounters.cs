using OrleansDefender.Ingress.Queues;

namespace OrleansDefender.Ingress;

/// <summary>What the pumps of this process did; a singleton.</summary>
public sealed class IngressCounters
{
    private readonly PumpCounters[] _pumps;

    /// <summary>Creates counters that stand at nothing.</summary>
    public IngressCounters(TimeProvider time)
    {
        _pumps = [.. PumpNames.All.Select(pump => new PumpCounters(pump, time))];
    }

    /// <summary>The counts of each pump.</summary>
    public IReadOnlyList<PumpCounts> Read() => [.. _pumps.Select(pump => pump.Read())];

    internal PumpCounters Of(string pump) => _pumps.Single(counters => counters.Pump == pump);
}
