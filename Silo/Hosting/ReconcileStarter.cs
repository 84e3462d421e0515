using Microsoft.Extensions.Options;

using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Hosting;

/// <summary>Puts the configured account and Region's reconciler on the due list when the silo starts. From then on the list wakes it.</summary>
internal sealed partial class ReconcileStarter(
    IGrainFactory grains, IOptions<DefenderOptions> options, TimeProvider time, ILogger<ReconcileStarter> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IReconcilerGrain>(options.Value.Scope.ToString()).Schedule(stoppingToken);
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Reconciliation could not be scheduled: {Error}. It is tried again")]
    private partial void LogFailed(string error);
}
