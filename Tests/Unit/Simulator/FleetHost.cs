using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Simulator.Sqs;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Tests.Unit.Simulator;

/// <summary>A fleet on a database of its own, whose messages go where a test wants them.</summary>
internal sealed class FleetHost : IAsyncDisposable
{
    private readonly SimDatabase _database;
    private readonly StoryRunner _runner;

    private FleetHost(SimDatabase database, SimulatorOptions options, IQueueSender queue, TimeProvider clock, ILogger<StoryRunner> logger)
    {
        _database = database;
        State = new FleetState(database, options, clock);
        Outbox = new FleetOutbox(State, queue, options, clock, NullLogger<FleetOutbox>.Instance);
        _runner = new StoryRunner(State, Outbox, clock, logger);
    }

    public FleetState State { get; }

    public FleetOutbox Outbox { get; }

    public static async Task<FleetHost> StartAsync(
        string path, SimulatorOptions options, IQueueSender queue, TimeProvider? clock = null, ILogger<StoryRunner>? logger = null)
    {
        var host = new FleetHost(SimDatabase.Open(path), options, queue, clock ?? TimeProvider.System, logger ?? NullLogger<StoryRunner>.Instance);
        await host.State.StartAsync(CancellationToken.None);
        await host.Outbox.StartAsync(CancellationToken.None);
        await host._runner.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Runs SQL on the fleet's database.</summary>
    public Task ExecuteAsync(string sql) => _database.RunAsync(connection =>
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the tests'.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    });

    /// <summary>Stops the story where it is; all that it told is sent when the task completes.</summary>
    public async Task StopStoryAsync()
    {
        await _runner.StopAsync(CancellationToken.None);
        await Outbox.FlushAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.StopAsync(CancellationToken.None);
        await Outbox.StopAsync(CancellationToken.None);
        _runner.Dispose();
        Outbox.Dispose();
        await _database.DisposeAsync();
        State.Dispose();
    }
}
