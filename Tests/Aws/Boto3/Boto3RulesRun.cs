using OrleansDefender.Simulator;

using Xunit;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>A class fixture that starts a simulator on a free port, without a data folder, and runs a script against it once.</summary>
/// <param name="script">The script's file name.</param>
/// <param name="configure">Changes the simulator's settings.</param>
public abstract class Boto3RulesRun(string script, Action<SimulatorOptions>? configure = null) : IAsyncLifetime
{
    /// <summary>What the script said.</summary>
    public Boto3Run Results { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = SimulatorOptions.InMemory };
        configure?.Invoke(options);
        await using var simulator = await SimulatorApp.StartAsync(options, cancellationToken: TestContext.Current.CancellationToken);
        Results = await Boto3Run.RunAsync(script, simulator.Url, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
