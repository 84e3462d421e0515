using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Silo.Status;

namespace OrleansDefender.Tests.Unit.Silo;

internal static class Snapshots
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A fleet with something open, and a hub that fails.</summary>
    public static SystemSnapshot Some() => new()
    {
        Time = Noon,
        Fleet = new FleetCounts
        {
            Things = 10,
            BySeverity = new Dictionary<Severity, long> { [Severity.Critical] = 1, [Severity.High] = 2, [Severity.None] = 7 },
            ByPosture = new Dictionary<Severity, long> { [Severity.Critical] = 2, [Severity.None] = 8 },
            OpenAlarms = 4,
            ClosedAlarms = 20,
            Rejected = 1,
        },
        Silo = HealthCheck.Healthy,
        Storage = HealthCheck.Healthy,
        SecurityHub = new HealthCheck(HealthState.Degraded, "BatchImportFindings: 500", Noon),
        Hub = new HubStatus { IsFailing = true, Reason = "BatchImportFindings: 500", Since = Noon, Waiting = 3 },
        Pumps =
        [
            new PumpState
            {
                Name = "events",
                Health = HealthCheck.Healthy,
                LastReceiveAt = Noon,
                Received = 30,
                Acknowledged = 28,
                DeadLettered = 1,
                InFlight = 1,
            },
            new PumpState
            {
                Name = "urgent",
                Health = new HealthCheck(HealthState.Degraded, "the hub is busy", Noon.AddHours(-1)),
                Oldest = TimeSpan.FromSeconds(2.5),
            },
        ],
        FindingsSent = 5,
        FindingsFailed = 1,
        FindingsWaiting = 6,
        OldestDelivery = TimeSpan.FromSeconds(2.5),
    };
}
