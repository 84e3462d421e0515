using OrleansDefender.Ingress;
using OrleansDefender.Silo.Status;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class IngressSourceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly PumpStatus Idle = new() { Pump = "Events" };

    [Fact]
    public void A_pump_whose_first_receive_is_still_waiting_is_healthy() => Assert.Equal(HealthCheck.Healthy, IngressSource.Check(Idle, Noon));

    [Fact]
    public void A_queue_that_was_never_reached_makes_the_process_unhealthy() =>
        Assert.Equal(
            new HealthCheck(HealthState.Unhealthy, "the queue has never been reached: refused", Noon.AddMinutes(-1)),
            IngressSource.Check(Idle with { FailingSince = Noon.AddMinutes(-1), LastError = "refused" }, Noon));

    [Fact]
    public void A_queue_that_fails_later_degrades_it() =>
        Assert.Equal(
            new HealthCheck(HealthState.Degraded, "receiving fails: refused", Noon.AddMinutes(-1)),
            IngressSource.Check(Idle with { LastReceiveAt = Noon.AddMinutes(-2), FailingSince = Noon.AddMinutes(-1), LastError = "refused" }, Noon));

    [Fact]
    public void A_pump_that_waits_for_something_busy_says_for_what() =>
        Assert.Equal(
            new HealthCheck(HealthState.Degraded, "waiting: the hub", Noon.AddSeconds(-5)),
            IngressSource.Check(Idle with { LastReceiveAt = Noon, BusySince = Noon.AddSeconds(-5), BusyReason = "the hub" }, Noon));

    [Fact]
    public void Silence_is_noticed_after_two_minutes()
    {
        Assert.Equal(HealthState.Healthy, IngressSource.Check(Idle with { LastReceiveAt = Noon.AddMinutes(-2) }, Noon).State);
        Assert.Equal(HealthState.Degraded, IngressSource.Check(Idle with { LastReceiveAt = Noon.AddMinutes(-2).AddSeconds(-1) }, Noon).State);
    }
}
