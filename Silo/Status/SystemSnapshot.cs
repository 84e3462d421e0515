using OrleansDefender.Findings;
using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Status;

/// <summary>How it all stands at one moment.</summary>
internal sealed record SystemSnapshot
{
    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The fleet; absent where the storage did not answer.</summary>
    public FleetCounts? Fleet { get; init; }

    /// <summary>Whether the silo can take calls.</summary>
    public required HealthCheck Silo { get; init; }

    /// <summary>Whether the storage answers.</summary>
    public required HealthCheck Storage { get; init; }

    /// <summary>Whether Security Hub takes findings.</summary>
    public required HealthCheck SecurityHub { get; init; }

    /// <summary>Security Hub's status; absent where its grain did not answer.</summary>
    public HubStatus? Hub { get; init; }

    /// <summary>The pumps.</summary>
    public required IReadOnlyList<PumpState> Pumps { get; init; }

    /// <summary>Findings landed since the start.</summary>
    public required long FindingsSent { get; init; }

    /// <summary>Findings that were refused for good since the start.</summary>
    public required long FindingsFailed { get; init; }

    /// <summary>Deliveries that wait in the queues or in memory.</summary>
    public required long FindingsWaiting { get; init; }

    /// <summary>The age of the oldest delivery being worked on.</summary>
    public required TimeSpan OldestDelivery { get; init; }

    /// <summary>All checks by name, in a fixed order.</summary>
    public IEnumerable<(string Name, HealthCheck Check)> Checks =>
    [
        ("silo", Silo),
        ("storage", Storage),
        .. Pumps.Select(static pump => (pump.Name, pump.Health)),
        ("securityHub", SecurityHub),
    ];

    /// <summary>The worst of the checks.</summary>
    public HealthState Health => Checks.Max(static entry => entry.Check.State);
}
