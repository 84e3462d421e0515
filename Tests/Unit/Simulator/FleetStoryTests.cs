using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Fleet.Stories;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class FleetStoryTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("storm")]
    [InlineData("audit-storm")]
    public void The_same_seed_tells_the_same_story(string name)
    {
        var first = Steps(Make(name, seed: 5), 2_000);

        var second = Steps(Make(name, seed: 5), 2_000);

        Assert.Equal(first, second);
        Assert.Equal(Make(name, seed: 5).Identity, Make(name, seed: 5).Identity);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("storm")]
    [InlineData("audit-storm")]
    public void Another_seed_tells_another_story(string name)
    {
        var first = Make(name, seed: 5);
        var second = Make(name, seed: 6);

        Assert.NotEqual(first.Identity, second.Identity);
        Assert.NotEqual(Steps(first, 200), Steps(second, 200));
    }

    [Fact]
    public void A_faster_clock_changes_the_times_in_proportion_and_nothing_else()
    {
        var slow = new DemoStory(new SimulatorOptions { Story = "demo" });
        var fast = new DemoStory(new SimulatorOptions { Story = "demo", TimeScale = 8 });

        Assert.Equal(slow.Identity, fast.Identity);
        Assert.Equal(slow.Total, fast.Total);
        for (var i = 0L; i < slow.Total; i++)
        {
            Assert.Equal(slow.StepAt(i).Due.TotalSeconds, fast.StepAt(i).Due.TotalSeconds * 8, 3);
            Assert.Equal(slow.StepAt(i) with { Due = default }, fast.StepAt(i) with { Due = default });
        }
    }

    [Theory]
    [InlineData("demo", 5_000)]
    [InlineData("storm", 100_000)]
    public void Every_step_changes_its_alarm(string name, int count)
    {
        var open = new HashSet<(string, string, string)>();
        var due = TimeSpan.Zero;
        foreach (var step in Steps(Make(name, seed: 3), count).Where(step => step.Kind != StepKind.Audit))
        {
            var alarm = (step.Thing, step.Behavior.Profile, step.Behavior.Name);
            Assert.True(
                step.Kind switch
                {
                    StepKind.Raise => open.Add(alarm),
                    StepKind.Verify => open.Contains(alarm),
                    _ => open.Remove(alarm),
                },
                $"step {step.Index} ({step.Kind}) changes nothing");
            Assert.True(step.Due >= due, $"step {step.Index} is due before the one before it");
            due = step.Due;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(42)]
    public void The_demo_shows_everything_it_promises(int seed)
    {
        var story = new DemoStory(new SimulatorOptions { Story = "demo", Seed = seed });
        var script = Steps(story, (int)story.Total);
        var last = script.Where(step => step.Kind is not (StepKind.Verify or StepKind.Audit))
            .GroupBy(step => (step.Thing, step.Behavior))
            .ToDictionary(group => group.Key, group => group.Last().Kind);

        // Two minutes, 200 devices, alarms within ten seconds.
        Assert.Equal(200, story.Registry.Count);
        Assert.InRange(script[^1].Due.TotalSeconds, 100, 125);
        Assert.True(script.Count(step => step.Kind == StepKind.Raise && step.Due.TotalSeconds < 10) >= 10);

        // Background noise over some dozens of things; all of it clears.
        var noise = script.Where(step => step.Kind == StepKind.Clear && Severity(step) is "Low" or "Medium").Select(step => step.Thing).Distinct()
            .Except(story.Wave).ToList();
        Assert.True(noise.Count >= 36);

        // Repeated authorization failures on one thing.
        Assert.True(Raises(story.Burglar, FleetCatalog.AuthorizationFailures) >= 4);

        // A chain of different behaviors on one thing, the last one CRITICAL.
        var chain = script.Where(step => step.Thing == story.Breached).ToList();
        Assert.All(chain, step => Assert.Equal(StepKind.Raise, step.Kind));
        Assert.Equal(5, chain.Select(step => step.Behavior.Name).Distinct().Count());
        Assert.Equal("Critical", Severity(chain[^1]));

        // One that flaps, and ends in alarm.
        Assert.True(Raises(story.Flapping, FleetCatalog.Disconnects) >= 5);
        Assert.Equal(StepKind.Raise, last[(story.Flapping, FleetCatalog.Disconnects)]);

        // A wave of one behavior over 60 things within ten seconds; most of them clear.
        var wave = script.Where(step => step.Kind == StepKind.Raise && step.Behavior == FleetCatalog.MessagesReceived).ToList();
        Assert.Equal(60, wave.Select(step => step.Thing).Distinct().Count());
        Assert.InRange((wave[^1].Due - wave[0].Due).TotalSeconds, 1, 10);
        Assert.Equal(12, wave.Count(step => last[(step.Thing, step.Behavior)] == StepKind.Raise));

        // One invalidated.
        Assert.Equal([story.Silent], last.Where(pair => pair.Value == StepKind.Invalidate).Select(pair => pair.Key.Thing));

        // The analyst's three words; those alarms stay open and are never raised again, not by the idle loop either.
        var words = script.Where(step => step.Kind == StepKind.Verify).ToList();
        Assert.Equal(
            [(story.FalsePositive, "FALSE_POSITIVE"), (story.BenignPositive, "BENIGN_POSITIVE"), (story.TruePositive, "TRUE_POSITIVE")],
            words.Select(step => (step.Thing, step.Verification!)));
        var later = Steps(story, 3_000);
        Assert.All(words, word => Assert.Equal(
            [StepKind.Raise, StepKind.Verify],
            later.Where(step => step.Thing == word.Thing).Select(step => step.Kind)));

        // Devices that the registry does not know, one with a name that is no thing name.
        Assert.Contains(script, step => step.Thing == FleetRegistry.ConsoleClient);
        Assert.Equal(StepKind.Raise, last[(FleetRegistry.MixerClient, FleetCatalog.MessageSize)]);

        int Raises(string thing, FleetBehavior behavior) =>
            script.Count(step => step.Kind == StepKind.Raise && step.Thing == thing && step.Behavior == behavior);
    }

    [Fact]
    public void The_idle_loop_keeps_a_bounded_set_in_alarm_and_never_flaps()
    {
        var story = new DemoStory(new SimulatorOptions { Story = "demo", TimeScale = 60 });
        var open = new HashSet<(string, FleetBehavior)>();
        var raised = new Dictionary<(string, FleetBehavior), TimeSpan>();
        for (var index = story.Total; index < story.Total + 5_000; index++)
        {
            var step = story.StepAt(index);
            Assert.Equal(TimeSpan.FromSeconds(6), step.Due - story.StepAt(index - 1).Due);
            Assert.Equal("Low", Severity(step));
            if (step.Kind == StepKind.Raise)
            {
                Assert.True(open.Add((step.Thing, step.Behavior)));
                if (raised.TryGetValue((step.Thing, step.Behavior), out var before))
                {
                    Assert.True(step.Due - before >= TimeSpan.FromMinutes(31));
                }

                raised[(step.Thing, step.Behavior)] = step.Due;
            }
            else
            {
                Assert.True(open.Remove((step.Thing, step.Behavior)));
            }

            Assert.InRange(open.Count, 1, 3);
        }

        Assert.Equal(160, raised.Count);
    }

    [Fact]
    public void A_storm_touches_every_thing_in_turn_and_ends()
    {
        var story = new StormStory(new SimulatorOptions { Story = "storm", Things = 1_000, Events = 10_500, Rate = 500 });
        var steps = Steps(story, int.MaxValue);

        Assert.Equal(10_500, steps.Count);
        Assert.Null(story.StepAt(10_500));
        Assert.Equal(1_000, steps.Take(1_000).Select(step => step.Thing).Distinct().Count());
        Assert.NotEqual(steps.Take(1_000).Select(step => step.Thing), steps.Skip(1_000).Take(1_000).Select(step => step.Thing));
        Assert.All(steps.GroupBy(step => step.Thing), thing => Assert.InRange(thing.Count(), 10, 11));
        Assert.True(steps.Select(step => step.Behavior).Distinct().Count() >= 6);
        Assert.Contains(steps, step => step.Kind == StepKind.Invalidate);
        Assert.Equal(TimeSpan.FromSeconds(10), steps[5_000].Due);
    }

    [Fact]
    public void A_storm_doubles_and_delays_the_share_that_is_asked_for_and_loses_nothing_at_its_end()
    {
        var story = new StormStory(new SimulatorOptions { Story = "storm", Things = 500, Events = 20_000, Duplicates = 0.1, Reorders = 0.2 });
        var steps = Steps(story, int.MaxValue);

        Assert.InRange(steps.Count(step => step.Echo > 0), 1_800, 2_200);
        Assert.InRange(steps.Count(step => step.Hold > 0), 3_700, 4_300);
        Assert.All(steps, step => Assert.InRange(step.Index + Math.Max(step.Hold, step.Echo), 0, story.Total - 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    public void A_late_message_of_a_storm_is_overtaken_by_at_most_one_of_its_own_successors(int things)
    {
        var story = new StormStory(new SimulatorOptions { Story = "storm", Things = things, Events = 5_000, Reorders = 1 });
        var steps = Steps(story, int.MaxValue);

        // In the order of sending, a message's place among its alarm's events differs from its true place by at most one.
        var sent = steps.OrderBy(step => step.Index + step.Hold).ThenBy(step => step.Index)
            .GroupBy(step => (step.Thing, step.Behavior.Name));
        foreach (var alarm in sent)
        {
            var order = alarm.Select(step => step.Index).ToList();
            foreach (var step in alarm)
            {
                Assert.True(order.TakeWhile(index => index != step.Index).Count(index => index > step.Index) <= 1);
            }
        }
    }

    [Fact]
    public void An_unknown_story_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Story.Create(new SimulatorOptions { Story = "saga" }));
    }

    private static IStory Make(string name, int seed) => Story.Create(new SimulatorOptions { Story = name, Seed = seed });

    private static List<StoryStep> Steps(IStory story, int most)
    {
        var steps = new List<StoryStep>();
        while (steps.Count < most && story.StepAt(steps.Count) is { } step)
        {
            steps.Add(step);
        }

        return steps;
    }

    private static string Severity(StoryStep step) => step.Behavior.Name[(step.Behavior.Name.LastIndexOf('-') + 1)..];
}
