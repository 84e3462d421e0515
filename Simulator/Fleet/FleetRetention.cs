using Microsoft.Extensions.Hosting;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>Forgets violations after thirty days, as Device Defender does.</summary>
internal sealed class FleetRetention(FleetState fleet, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await fleet.ForgetAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
