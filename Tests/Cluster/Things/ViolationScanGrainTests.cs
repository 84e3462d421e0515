using System.Collections.Immutable;

using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Things;

public sealed class ViolationScanGrainTests(ViolationCluster cluster) : IClassFixture<ViolationCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => cluster.Time.GetUtcNow();

    [Fact]
    public async Task An_active_violation_is_found_without_reading_the_past()
    {
        var (grain, list) = cluster.NewScan();
        list.Active.Add(Event("v1", TransitionKind.InAlarm, Now.AddDays(-20)));
        list.Active.Add(Event("v2", TransitionKind.InAlarm, Now.AddDays(-1)));

        var found = (await grain.Find(["v1"], Token)).Events;

        Assert.Equal("v1", Assert.Single(found).Event.ViolationId);
        Assert.Empty(list.Windows);
    }

    [Fact]
    public async Task An_ended_violation_is_found_with_its_end_newest_windows_first()
    {
        var (grain, list) = cluster.NewScan();
        list.Events.Add(Event("v1", TransitionKind.InAlarm, Now.AddHours(-10)));
        list.Events.Add(Event("v1", TransitionKind.Cleared, Now.AddHours(-2.5)));

        var found = (await grain.Find(["v1"], Token)).Events;

        Assert.Equal([TransitionKind.InAlarm, TransitionKind.Cleared], found.Select(static item => item.Event.Kind).Order());
        Assert.Equal(Now, list.Windows[0].Until);
        Assert.All(list.Windows.Zip(list.Windows.Skip(1)), pair => Assert.Equal(pair.First.From, pair.Second.Until));
        Assert.InRange(list.Windows[^1].From, Now.AddDays(-1), Now.AddHours(-10));
    }

    [Fact]
    public async Task What_is_not_to_be_found_is_looked_for_in_thirty_days_and_no_more()
    {
        var (grain, list) = cluster.NewScan();

        var answer = await grain.Find(["nowhere"], Token);
        Assert.Empty(answer.Events);
        Assert.Equal(["nowhere"], answer.NotListed);
        Assert.Equal(Now - TimeSpan.FromDays(30) + TimeSpan.FromHours(1), list.Windows[^1].From);
    }

    [Fact]
    public async Task An_end_without_a_begin_is_told_after_a_whole_scan()
    {
        var (grain, list) = cluster.NewScan();
        list.Events.Add(Event("v1", TransitionKind.Cleared, Now.AddHours(-1)));

        Assert.Equal(TransitionKind.Cleared, Assert.Single((await grain.Find(["v1"], Token)).Events).Event.Kind);
    }

    [Fact]
    public async Task Whoever_asks_there_is_one_scan_in_five_minutes()
    {
        var (grain, list) = cluster.NewScan();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => grain.Find(["v" + number], Token).AsTask()));
        list.Active.Add(Event("v3", TransitionKind.InAlarm, Now));
        var meanwhile = await grain.Find(["v3", "asked-too-late"], Token);
        Assert.Empty(meanwhile.Events);
        Assert.DoesNotContain("asked-too-late", meanwhile.NotListed);
        Assert.Equal(1, list.ActiveListings);

        cluster.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Single((await grain.Find(["v3"], Token)).Events);
        Assert.Equal(2, list.ActiveListings);
    }

    [Fact]
    public async Task What_was_found_is_answered_from_memory_for_an_hour()
    {
        var (grain, list) = cluster.NewScan();
        list.Active.Add(Event("v1", TransitionKind.InAlarm, Now));
        await grain.Find(["v1"], Token);
        list.Active.Clear();

        cluster.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Single((await grain.Find(["v1"], Token)).Events);
        Assert.Equal(1, list.ActiveListings);

        cluster.Time.Advance(TimeSpan.FromMinutes(60));
        Assert.Empty((await grain.Find(["v1"], Token)).Events);
    }

    [Fact]
    public async Task A_slow_scan_holds_no_caller_for_longer_than_ten_seconds_and_goes_on()
    {
        var (grain, list) = cluster.NewScan();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        list.Gate = gate.Task;
        list.Active.Add(Event("v1", TransitionKind.InAlarm, Now));
        var first = grain.Find(["v1"], Token).AsTask();
        await Eventually(() => list.ActiveListings == 1);

        var answers = await PassUntil(Task.WhenAll(first, grain.Find(["v1"], Token).AsTask()));
        gate.SetResult();

        Assert.All(answers, static answer => Assert.True(answer.Events.IsEmpty && answer.NotListed.IsEmpty));
        ImmutableArray<ScannedEvent> found = [];
        await Eventually(async () => (found = (await grain.Find(["v1"], Token)).Events).Length > 0);
        Assert.Equal(1, list.ActiveListings);
    }

    [Fact]
    public async Task A_failed_scan_is_repeated_when_the_next_is_due()
    {
        var (grain, list) = cluster.NewScan();
        list.Active.Add(Event("v1", TransitionKind.InAlarm, Now));
        list.Fails = true;
        var failed = await grain.Find(["v1"], Token);
        Assert.True(failed.Events.IsEmpty && failed.NotListed.IsEmpty);
        list.Fails = false;

        cluster.Time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Empty((await grain.Find(["v1"], Token)).Events);
        cluster.Time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Single((await grain.Find(["v1"], Token)).Events);
    }

    private static ScannedEvent Event(string violationId, TransitionKind kind, DateTimeOffset time) =>
        new("pump-0017", new DetectEvent { Profile = "Rules", Behavior = "Failures-High", Kind = kind, Time = time, ViolationId = violationId });

    private static Task Eventually(Func<bool> condition) => Eventually(() => Task.FromResult(condition()));

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var guard = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(guard.Elapsed < TimeSpan.FromMinutes(1), "Waited in vain.");
            await Task.Yield();
        }
    }

    // The waits of the calls begin when they arrive, which no clock tells: time passes until they are over, no faster than the silos answer, because
    // their own clock is the same.
    private async Task<T> PassUntil<T>(Task<T> task)
    {
        var guard = System.Diagnostics.Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(guard.Elapsed < TimeSpan.FromMinutes(1), "Waited in vain.");
            cluster.Time.Advance(TimeSpan.FromMilliseconds(100));
            await cluster.Cluster.Client.GetGrain<IViolationGrain>("111122223333/us-east-1/pace").Find(Token);
        }

        return await task;
    }
}
