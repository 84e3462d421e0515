using OrleansDefender.Simulator;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The simulator inside this process. Starts before everything that calls it and stops after it.</summary>
internal sealed class EmbeddedSimulator(SimulatorOptions options, TimeProvider timeProvider, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private SimulatorApp? _simulator;

    /// <summary>The running simulator; absent before the start.</summary>
    public SimulatorApp? App => _simulator;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        _simulator = await SimulatorApp.StartAsync(options, timeProvider, loggers, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _simulator?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_simulator is { } simulator)
        {
            _simulator = null;
            await simulator.DisposeAsync();
        }
    }
}
