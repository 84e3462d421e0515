using System.Text.Json.Nodes;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Fleet.Stories;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FleetStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "simulator.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_messages_of_the_demo_add_up_to_what_the_fleet_expects()
    {
        var options = new SimulatorOptions { Story = "demo", TimeScale = 100_000 };
        var total = (int)Story.Create(options).Total;
        var queue = new RecordingQueue();

        await using var host = await FleetHost.StartAsync(":memory:", options, queue);
        await queue.WhenAsync(total);
        await host.StopStoryAsync();

        await AssertAddsUpAsync(host, queue.Bodies);
        var alarms = await host.State.AlarmsAsync(("", "", ""), 10_000, Cancelled);
        var marked = alarms.Where(alarm => alarm.Verification != "UNKNOWN").ToList();
        Assert.Equal(["BENIGN_POSITIVE", "FALSE_POSITIVE", "TRUE_POSITIVE"], marked.Select(alarm => alarm.Verification).Order());
        Assert.All(marked, alarm => Assert.True(alarm.Open));
        Assert.Equal(
            marked.Select(alarm => (alarm.ViolationId, alarm.Verification, alarm.Description)).Order(),
            Verifications(queue.Bodies).Order());
    }

    [Fact]
    public async Task A_storm_with_duplicates_and_delays_adds_up_to_what_the_fleet_expects()
    {
        var options = new SimulatorOptions { Story = "storm", Things = 100, Events = 3_000, Duplicates = 0.1, Reorders = 0.2 };
        var story = new StormStory(options);
        var echoes = Enumerable.Range(0, options.Events).Count(index => story.StepAt(index)!.Echo > 0);
        var queue = new RecordingQueue();

        await using var host = await FleetHost.StartAsync(File, options, queue);
        await queue.WhenAsync(options.Events + echoes);

        Assert.Equal(options.Events + echoes, queue.Bodies.Count);
        Assert.Equal(options.Events, queue.Bodies.Distinct().Count());
        await AssertAddsUpAsync(host, queue.Bodies);

        // Late ones are late: sent after a younger one of the same thing.
        var events = RecordingQueue.Events(queue.Bodies).ToList();
        Assert.Contains(events.GroupBy(e => e.Thing), thing => thing.Zip(thing.Skip(1)).Any(pair => pair.First.Time > pair.Second.Time));
    }

    [Theory]
    [InlineData("demo", 60, 200)]
    [InlineData("storm", 700, 2_000)]
    public async Task A_story_cut_off_while_it_sends_goes_on_where_it_was_and_loses_nothing(string name, int first, int second)
    {
        var options = new SimulatorOptions { Story = name, TimeScale = 100_000, Things = 150, Events = 3_000 };
        var story = Story.Create(options);
        var queue = new RecordingQueue { HangsAfter = first };

        // Twice the queue takes a batch and the process dies before it learns so.
        foreach (var next in new[] { second, int.MaxValue })
        {
            await using (await FleetHost.StartAsync(File, options, queue))
            {
                await queue.WhenAsync(queue.HangsAfter + 1);
            }

            queue.HangsAfter = next;
        }

        await using var host = await FleetHost.StartAsync(File, options, queue);
        await WhenDoneAsync(host, story);
        await host.StopStoryAsync();
        var (position, _) = await host.State.PositionAsync(Cancelled);

        var bodies = queue.Bodies.Distinct().ToList();
        Assert.True(bodies.Count < queue.Bodies.Count, "what was in flight is sent again, byte for byte");
        Assert.Equal(position.Position, bodies.Count);
        await AssertAddsUpAsync(host, queue.Bodies);
    }

    [Fact]
    public async Task A_story_whose_database_fails_for_a_while_says_so_and_goes_on()
    {
        var options = new SimulatorOptions { Story = "storm", Things = 20, Events = 200 };
        await using (var quiet = await FleetHost.StartAsync(File, new SimulatorOptions { Story = "none" }, new RecordingQueue()))
        {
            await quiet.ExecuteAsync("CREATE TRIGGER disk_full BEFORE INSERT ON fleet_violation BEGIN SELECT RAISE(ABORT, 'full'); END");
        }

        var queue = new RecordingQueue();
        var log = new FirstError();
        await using var host = await FleetHost.StartAsync(File, options, queue, logger: log);
        Assert.Contains("full", (await log.Seen.WaitAsync(TimeSpan.FromSeconds(60), Cancelled)).Message, StringComparison.Ordinal);

        await host.ExecuteAsync("DROP TRIGGER disk_full");

        await queue.WhenAsync(options.Events);
        await AssertAddsUpAsync(host, queue.Bodies);
    }

    [Fact]
    public async Task The_same_seed_sends_the_same_violations_on_another_day()
    {
        var options = new SimulatorOptions { Story = "storm", Things = 20, Events = 200 };
        var first = new RecordingQueue();
        var second = new RecordingQueue();

        await using (var host = await FleetHost.StartAsync(":memory:", options, first))
        {
            await WhenDoneAsync(host, host.State.Story);
        }

        await using (var host = await FleetHost.StartAsync(":memory:", options, second))
        {
            await WhenDoneAsync(host, host.State.Story);
        }

        Assert.Equal(
            RecordingQueue.Events(first.Bodies).Select(e => (e.Thing, e.Behavior, e.ViolationId, e.Type)),
            RecordingQueue.Events(second.Bodies).Select(e => (e.Thing, e.Behavior, e.ViolationId, e.Type)));
    }

    [Fact]
    public async Task Another_seed_clears_what_is_open_and_begins_anew()
    {
        var queue = new RecordingQueue();
        var options = new SimulatorOptions { Story = "storm", Things = 20, Events = 30, Duplicates = 0, Reorders = 0 };
        await using (var host = await FleetHost.StartAsync(File, options, queue))
        {
            await WhenDoneAsync(host, host.State.Story);
        }

        var before = queue.Bodies.Count;
        options.Seed = 2;
        await using var anew = await FleetHost.StartAsync(File, options, queue);
        await WhenDoneAsync(anew, anew.State.Story);

        Assert.True(queue.Bodies.Count > before + 30);
        await AssertAddsUpAsync(anew, queue.Bodies);
    }

    [Fact]
    public async Task No_story_leaves_alone_what_an_earlier_one_left()
    {
        var queue = new RecordingQueue();
        var options = new SimulatorOptions { Story = "storm", Things = 20, Events = 30 };
        await using (var host = await FleetHost.StartAsync(File, options, queue))
        {
            await WhenDoneAsync(host, host.State.Story);
        }

        var before = queue.Bodies.Count;
        options.Story = "none";
        await using var quiet = await FleetHost.StartAsync(File, options, queue);
        await quiet.StopStoryAsync();

        Assert.NotEmpty(await quiet.State.ActiveAsync(new FleetFilter(), Cancelled));
        Assert.Equal(30, (await quiet.State.PositionAsync(Cancelled)).Position.Position);
        Assert.Equal(before, queue.Bodies.Count);
    }

    [Fact]
    public async Task A_queue_that_refuses_gets_every_message_in_the_end()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var queue = new RecordingQueue { Refusals = 2 };
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), queue, clock);
        var sent = queue.WhenAsync(1);

        await host.State.ApplyAsync([Step(StepKind.Raise, "pump-0001", FleetCatalog.MessageSize)], null, Cancelled);
        host.Outbox.Signal();
        while (!sent.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await sent;
        Assert.Single(queue.Bodies);
    }

    [Fact]
    public async Task An_open_alarm_is_not_raised_again_and_a_closed_one_not_cleared()
    {
        var queue = new RecordingQueue();
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), queue);

        var raised = await OneAsync(host, StepKind.Raise);
        var again = await OneAsync(host, StepKind.Raise);
        var cleared = await OneAsync(host, StepKind.Clear);
        var never = await OneAsync(host, StepKind.Invalidate);
        var anew = await OneAsync(host, StepKind.Raise);
        await host.Outbox.FlushAsync(Cancelled);

        Assert.Equal((true, false, true, false, true), (raised.Changed, again.Changed, cleared.Changed, never.Changed, anew.Changed));
        Assert.Equal(raised.ViolationId, again.ViolationId);
        Assert.Equal(raised.ViolationId, cleared.ViolationId);
        Assert.NotEqual(raised.ViolationId, anew.ViolationId);
        Assert.Equal(["in-alarm", "alarm-cleared", "in-alarm"], RecordingQueue.Events(queue.Bodies).Select(e => e.Type));
    }

    [Fact]
    public async Task A_suppressed_alarm_is_listed_and_notifies_nobody()
    {
        var queue = new RecordingQueue();
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), queue);

        await host.State.ApplyAsync([Step(StepKind.Raise, "pump-0001", FleetCatalog.SignalQuality)], null, Cancelled);
        await host.Outbox.FlushAsync(Cancelled);

        Assert.Empty(queue.Bodies);
        Assert.Single(await host.State.ActiveAsync(new FleetFilter { Suppressed = true }, Cancelled));
        Assert.Empty(await host.State.ActiveAsync(new FleetFilter { Suppressed = false }, Cancelled));
    }

    [Fact]
    public async Task A_word_on_an_earlier_episode_says_nothing_of_the_present_one()
    {
        var queue = new RecordingQueue();
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), queue);
        var earlier = await OneAsync(host, StepKind.Raise);
        await OneAsync(host, StepKind.Clear);
        var present = await OneAsync(host, StepKind.Raise);

        Assert.True(await host.State.VerifyAsync(Word(earlier.ViolationId!), Cancelled));
        Assert.False(await host.State.VerifyAsync(Word("00000000000000000000000000000000"), Cancelled));

        var alarm = Assert.Single(await host.State.AlarmsAsync(("", "", ""), 10, Cancelled));
        Assert.Equal((present.ViolationId!, "UNKNOWN", 2), (alarm.ViolationId, alarm.Verification, alarm.Episodes));
        var events = await host.State.EventsAsync(new FleetFilter { Verification = "FALSE_POSITIVE" }, Cancelled);
        Assert.All(events, e => Assert.Equal(earlier.ViolationId, e.ViolationId));
        Assert.Equal(2, events.Count);

        static FleetVerification Word(string id) => new(id, "FALSE_POSITIVE", "Tested", FleetActor.Analyst, Guid.Empty);
    }

    [Fact]
    public async Task After_thirty_days_events_and_ended_violations_are_forgotten_and_open_ones_are_not()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));
        await using var host = await FleetHost.StartAsync(":memory:", new SimulatorOptions(), new RecordingQueue(), clock);
        await ChangeAsync(StepKind.Raise, "pump-0001");
        await ChangeAsync(StepKind.Raise, "pump-0002");
        await ChangeAsync(StepKind.Clear, "pump-0001");

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        await host.State.ForgetAsync(Cancelled);
        Assert.Equal(3, (await host.State.EventsAsync(new FleetFilter(), Cancelled)).Count);

        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await host.State.EventsAsync(new FleetFilter(), Cancelled));
        await host.State.ForgetAsync(Cancelled);
        Assert.Equal("pump-0002", Assert.Single(await host.State.ActiveAsync(new FleetFilter(), Cancelled)).Thing);
        Assert.Equal(2, (await host.State.AlarmsAsync(("", "", ""), 10, Cancelled)).Count);

        async Task ChangeAsync(StepKind kind, string thing)
        {
            await host.State.ApplyAsync([Step(kind, thing, FleetCatalog.MessageSize)], null, Cancelled);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private static StoryStep Step(StepKind kind, string thing, FleetBehavior behavior) => new(0, TimeSpan.Zero, kind, thing, behavior);

    private static async Task<StepOutcome> OneAsync(FleetHost host, StepKind kind) =>
        (await host.State.ApplyAsync([Step(kind, "pump-0001", FleetCatalog.MessageSize)], null, Cancelled))[0];

    private static async Task WhenDoneAsync(FleetHost host, IStory story)
    {
        // Each round trip goes through the database's own queue, behind the story's work.
        while (await host.State.StatusAsync(Cancelled) is var (position, _, waiting)
            && (position.Identity != story.Identity || position.Position < story.Total || waiting > 0))
        {
            await Task.Yield();
        }
    }

    private static IEnumerable<(string, string, string?)> Verifications(IEnumerable<string> bodies) => bodies
        .Select(body => JsonNode.Parse(body)!["detail"]?["requestParameters"])
        .Where(request => request?["violationId"] is not null)
        .Select(request => (
            (string)request!["violationId"]!, (string)request["verificationState"]!, (string?)request["verificationStateDescription"]));

    /// <summary>Who applies the messages by their event times ends with the fleet's truth; and the times are what they must be.</summary>
    private static async Task AssertAddsUpAsync(FleetHost host, IEnumerable<string> bodies)
    {
        var now = DateTimeOffset.UtcNow;
        var alarms = await host.State.AlarmsAsync(("", "", ""), 10_000, Cancelled);
        var events = RecordingQueue.Events(bodies.Distinct()).ToList();
        Assert.All(events, e => Assert.True(e.Time <= now && e.Sent >= e.Time && e.Sent <= now, "no time is in the future"));

        var derived = events.GroupBy(e => (e.Thing, e.Profile, e.Behavior)).Select(alarm =>
        {
            var inOrder = alarm.OrderBy(e => e.Time).ToList();
            Assert.Equal(inOrder.Count, inOrder.Select(e => e.Time).Distinct().Count());
            for (var i = 0; i < inOrder.Count; i++)
            {
                Assert.Equal(i % 2 == 0, inOrder[i].Type == "in-alarm");
                Assert.Equal(inOrder[i].ViolationId, inOrder[i - (i % 2)].ViolationId);
            }

            Assert.Equal((inOrder.Count + 1) / 2, inOrder.Select(e => e.ViolationId).Distinct().Count());
            return (alarm.Key.Thing, alarm.Key.Profile, alarm.Key.Behavior, inOrder.Count % 2 == 1, (inOrder.Count + 1) / 2, inOrder[^1].ViolationId);
        });
        Assert.Equal(
            alarms.Select(alarm => (alarm.Thing, alarm.Profile, alarm.Behavior, alarm.Open, alarm.Episodes, alarm.ViolationId)).Order(),
            derived.Order());
    }

    /// <summary>Keeps the first exception that is logged.</summary>
    private sealed class FirstError : ILogger<StoryRunner>
    {
        private readonly TaskCompletionSource<Exception> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Exception> Seen => _seen.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                _seen.TrySetResult(exception);
            }
        }
    }
}
