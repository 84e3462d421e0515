using OrleansDefender.Ingress;

namespace OrleansDefender.Silo.Status;

/// <summary>The pumps of this process.</summary>
internal sealed class IngressSource(IngressHealth health, IngressCounters counters, TimeProvider timeProvider) : IIngressSource
{
    /// <summary>A receive is answered within 20 seconds, with or without messages; after several times that something is stuck.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public IReadOnlyList<PumpState> Read()
    {
        var now = timeProvider.GetUtcNow();
        var counts = counters.Read().ToDictionary(static count => count.Pump, StringComparer.Ordinal);
        return [.. health.Read().Select(status => StateOf(status, counts[status.Pump], now))];
    }

    /// <summary>The rule: a queue that was never reached makes the process useless; one that fails later does not, for its messages wait in it.</summary>
    internal static HealthCheck Check(PumpStatus status, DateTimeOffset now) => status switch
    {
        { FailingSince: { } since, LastReceiveAt: null } =>
            new HealthCheck(HealthState.Unhealthy, $"the queue has never been reached: {status.LastError}", since),
        { FailingSince: { } since } => new HealthCheck(HealthState.Degraded, $"receiving fails: {status.LastError}", since),
        { BusySince: { } since } => new HealthCheck(HealthState.Degraded, $"waiting: {status.BusyReason}", since),
        { LastReceiveAt: { } last } when now - last > LongestSilence =>
            new HealthCheck(HealthState.Degraded, "no receive was answered for minutes; what was received before may still be in work", last),
        _ => HealthCheck.Healthy,
    };

    private static PumpState StateOf(PumpStatus status, PumpCounts counts, DateTimeOffset now) => new()
    {
        Name = status.Pump.ToLowerInvariant(),
        Health = Check(status, now),
        LastReceiveAt = status.LastReceiveAt,
        Received = counts.Received,
        Acknowledged = counts.Acknowledged,
        DeadLettered = counts.DeadLettered,
        InFlight = counts.InFlight,
        Oldest = counts.OldestUnfinished ?? TimeSpan.Zero,
    };
}
