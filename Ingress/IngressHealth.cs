using OrleansDefender.Ingress.Queues;

namespace OrleansDefender.Ingress;

/// <summary>How it stands with the pumps of this process; a singleton.</summary>
public sealed class IngressHealth
{
    private readonly PumpHealth[] _pumps = [.. PumpNames.All.Select(pump => new PumpHealth(pump))];

    /// <summary>The status of each pump.</summary>
    public IReadOnlyList<PumpStatus> Read() => [.. _pumps.Select(pump => pump.Read())];

    internal PumpHealth Of(string pump) => _pumps.Single(health => health.Read().Pump == pump);
}
