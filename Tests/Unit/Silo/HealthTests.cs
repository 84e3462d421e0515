using OrleansDefender.Silo.Status;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class HealthTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SiloStatus.Active, false, "Healthy", null)]
    [InlineData(SiloStatus.Joining, false, "Unhealthy", "the silo is Joining")]
    [InlineData(SiloStatus.None, false, "Unhealthy", "the silo is None")]
    [InlineData(SiloStatus.ShuttingDown, false, "Unhealthy", "the silo is ShuttingDown")]
    [InlineData(SiloStatus.Active, true, "Unhealthy", "the process is stopping")]
    public void The_silo_is_ready_while_it_is_active_and_nobody_stops_it(SiloStatus status, bool isStopping, string state, string? reason)
    {
        var check = SiloReadiness.Check(status, isStopping);
        Assert.Equal((state, reason), (check.State.ToString(), check.Reason));
    }

    [Fact]
    public void A_check_keeps_its_since_until_its_state_changes()
    {
        var tracker = new HealthTracker();
        var failing = new HealthCheck(HealthState.Degraded, "no");

        Assert.Equal(Noon, tracker.Since("hub", HealthCheck.Healthy, Noon));
        Assert.Equal(Noon, tracker.Since("hub", HealthCheck.Healthy, Noon.AddMinutes(1)));
        Assert.Equal(Noon.AddMinutes(2), tracker.Since("hub", failing, Noon.AddMinutes(2)));
        Assert.Equal(Noon.AddMinutes(2), tracker.Since("hub", failing with { Reason = "still no" }, Noon.AddMinutes(3)));
        Assert.Equal(Noon.AddMinutes(4), tracker.Since("hub", HealthCheck.Healthy, Noon.AddMinutes(4)));
    }

    [Fact]
    public void A_check_that_knows_its_since_itself_is_believed() =>
        Assert.Equal(Noon.AddHours(-1), new HealthTracker().Since("hub", new HealthCheck(HealthState.Degraded, "no", Noon.AddHours(-1)), Noon));

    [Fact]
    public void One_unhealthy_check_makes_all_unhealthy() =>
        Assert.Equal(HealthState.Unhealthy, (Snapshots.Some() with { Storage = new HealthCheck(HealthState.Unhealthy, "gone") }).Health);
}
