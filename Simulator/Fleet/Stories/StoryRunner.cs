using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>Tells the story: carries its steps out when they are due, and goes on after a restart where it was.</summary>
/// <remarks>
/// The story's clock stands still while the simulator is down. Steps that are overdue (the queue refused for a while) are told at once, with
/// the time at which they are told. After a failure (a full disk) it goes on as after a restart. A story that is not the one told last begins anew, after
/// every alarm that is still open was cleared.
/// </remarks>
internal sealed partial class StoryRunner(FleetState fleet, FleetOutbox outbox, TimeProvider clock, ILogger<StoryRunner> logger) : BackgroundService
{
    /// <summary>The most steps that share a transaction and an event time.</summary>
    public const int MostPerBatch = 250;

    private readonly List<StoryStep> _batch = new(MostPerBatch);
    private readonly HashSet<(string, string, string)> _alarms = new(MostPerBatch);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Patiently.RunAsync("story", TellAsync, clock, logger, stoppingToken);

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        var story = fleet.Story;
        if (story.StepAt(0) is null)
        {
            return;
        }

        var index = await StartAsync(story, stoppingToken);
        LogBegun(logger, story.Name, index, story.Total);
        var told = index > 0 ? story.StepAt(index - 1)!.Due : TimeSpan.Zero;
        var begun = clock.GetTimestamp();
        while (story.StepAt(index) is { } next)
        {
            var elapsed = told + clock.GetElapsedTime(begun);
            if (next.Due > elapsed)
            {
                // Timers count whole milliseconds, rounded down; without the one more the loop would spin through the last one.
                await Task.Delay(next.Due - elapsed + TimeSpan.FromMilliseconds(1), clock, stoppingToken);
                continue;
            }

            Collect(story, index, elapsed);
            index += _batch.Count;
            await fleet.ApplyAsync(_batch, new StoryPosition(story.Identity, index), stoppingToken);
            await outbox.FlushAsync(stoppingToken);
        }

        LogTold(logger, story.Name, index);
    }

    private async Task<long> StartAsync(IStory story, CancellationToken cancellationToken)
    {
        var (last, _) = await fleet.PositionAsync(cancellationToken);
        if (last.Identity != story.Identity)
        {
            await fleet.BeginAsync(story.Identity, cancellationToken);
        }
        else if (last.Position >= 0)
        {
            return last.Position;
        }

        while (await fleet.OpenAsync(MostPerBatch, cancellationToken) is { Count: > 0 } open)
        {
            var steps = open.ConvertAll(alarm =>
                new StoryStep(0, TimeSpan.Zero, StepKind.Clear, alarm.Thing, FleetCatalog.FindOrMake(alarm.Profile, alarm.Behavior)));
            await fleet.ApplyAsync(steps, null, cancellationToken);
        }

        await fleet.ApplyAsync([], new StoryPosition(story.Identity, 0), cancellationToken);
        return 0;
    }

    private void Collect(IStory story, long index, TimeSpan elapsed)
    {
        _batch.Clear();
        _alarms.Clear();
        while (_batch.Count < MostPerBatch
            && story.StepAt(index + _batch.Count) is { } step
            && step.Due <= elapsed
            && _alarms.Add((step.Thing, step.Behavior.Profile, step.Behavior.Name)))
        {
            _batch.Add(step);
        }
    }

    [LoggerMessage(EventName = "StoryBegun", Level = LogLevel.Information, Message = "Story {Story} is told from step {Index} of {Total}")]
    private static partial void LogBegun(ILogger logger, string story, long index, long total);

    [LoggerMessage(EventName = "StoryTold", Level = LogLevel.Information, Message = "Story {Story} is told: {Index} steps")]
    private static partial void LogTold(ILogger logger, string story, long index);
}
