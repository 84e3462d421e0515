using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>Forgets violations after thirty days, as Device Defender does.</summary>
internal sealed class FleetRetention(FleetState fleet, TimeProvider clock, ILogger<FleetRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Patiently.RunAsync("retention", fleet.ForgetAsync, clock, logger, stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
