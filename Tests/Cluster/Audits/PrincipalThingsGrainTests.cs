using System.Diagnostics;

using OrleansDefender.Audits;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>Looking up the things of certificates: quota, order, memory, trouble.</summary>
public sealed class PrincipalThingsGrainTests(PrincipalCluster cluster) : IClassFixture<PrincipalCluster>
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_remembered_for_a_day_a_negative_one_too()
    {
        var (grain, list) = cluster.New();
        list.Things["a"] = ["t1", "t2"];
        var now = cluster.Time.GetUtcNow();

        var found = (await PassUntil(grain, Find(grain, "a"))).Links!;
        var none = (await PassUntil(grain, Find(grain, "b"))).Links!;

        Assert.Equal(["t1", "t2"], found.Things);
        Assert.Empty(none.Things);
        Assert.InRange(found.ReadAt, now, now.AddSeconds(1));
        list.Things["a"] = [];
        cluster.Time.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(found.ReadAt, (await Find(grain, "a")).Links!.ReadAt);
        Assert.NotNull((await Find(grain, "b")).Links);
        Assert.Equal(["a", "b"], list.Asked);

        cluster.Time.Advance(TimeSpan.FromHours(0.2));
        Assert.Empty((await PassUntil(grain, Find(grain, "a"))).Links!.Things);
        Assert.Equal(["a", "b", "a"], list.Asked);
    }

    [Fact]
    public async Task Many_who_ask_for_one_certificate_cost_one_call()
    {
        var (grain, list) = cluster.New();
        list.Things["a"] = ["t"];

        var answers = await PassUntil(grain, Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Find(grain, "a"))));

        Assert.All(answers, answer => Assert.Equal(["t"], answer.Links!.Things));
        Assert.Equal(["a"], list.Asked);
    }

    [Fact]
    public async Task The_more_severe_goes_first_then_who_came_first_and_a_severe_asker_pulls_a_certificate_forward()
    {
        var (grain, list) = cluster.New();
        var asks = new List<Task<PrincipalThings>>();
        foreach (var (id, severity) in new[] { ("a", Severity.Low), ("b", Severity.Low), ("c", Severity.Critical), ("d", Severity.Medium), ("e", Severity.Low), ("e", Severity.High) })
        {
            asks.Add(Find(grain, id, severity));
            await SettleAsync(grain);
        }

        await PassUntil(grain, Task.WhenAll(asks));

        Assert.Equal(["c", "e", "d", "a", "b"], list.Asked);
    }

    [Fact]
    public async Task Ten_calls_a_second_and_no_more()
    {
        var (grain, list) = cluster.New();
        var asks = Task.WhenAll(Enumerable.Range(0, 45).Select(i => Find(grain, $"c{i}")));
        await SettleAsync(grain);

        for (var second = 1; second <= 4; second++)
        {
            await PassAsync(grain, TimeSpan.FromSeconds(1));
            Assert.InRange(list.Asked.Count, (second * 10) - 2, second * 10);
        }

        Assert.All(await PassUntil(grain, asks), answer => Assert.NotNull(answer.Links));
    }

    [Fact]
    public async Task Each_page_of_a_certificate_of_many_things_counts_among_the_ten_calls_a_second()
    {
        var (grain, list) = cluster.New();
        list.Things["a"] = list.Things["b"] = [.. Enumerable.Range(0, 900).Select(i => $"t{i}")];
        var asks = Task.WhenAll(Find(grain, "a"), Find(grain, "b"));
        var began = cluster.Time.GetUtcNow();

        Assert.All(await PassUntil(grain, asks), answer => Assert.Equal(900, answer.Links!.Things.Distinct().Count()));

        Assert.Equal(8, list.Asked.Count);
        Assert.InRange(cluster.Time.GetUtcNow() - began, TimeSpan.FromSeconds(0.75), TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(250, 1_500, 1_000)]
    [InlineData(300, 1_500, 1_000)]
    [InlineData(1, 10, 4)]
    public async Task Things_of_a_certificate_are_read_four_pages_and_a_thousand_names_far(int pageSize, int things, int read)
    {
        var (grain, list) = cluster.New();
        (list.PageSize, list.Things["a"]) = (pageSize, [.. Enumerable.Range(0, things).Select(i => $"t{i}")]);

        var found = (await PassUntil(grain, Find(grain, "a"))).Links!;

        Assert.Equal(Enumerable.Range(0, read).Select(i => $"t{i}"), found.Things);
        Assert.Equal(4, list.Asked.Count);
    }

    [Fact]
    public async Task Who_waits_for_a_slow_call_is_told_to_ask_again_after_ten_seconds_and_then_finds_the_answer()
    {
        var (grain, list) = cluster.New();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (list.Gate, list.Things["a"]) = (gate.Task, ["t"]);
        var asked = Find(grain, "a");
        await SettleAsync(grain);

        await PassAsync(grain, TimeSpan.FromSeconds(9.9));
        Assert.False(asked.IsCompleted);
        await PassAsync(grain, TimeSpan.FromSeconds(0.2));
        var answer = await asked.WaitAsync(Guard, Token);

        Assert.Null(answer.Links);
        Assert.NotNull(answer.Reason);
        gate.SetResult();
        await Eventually.TrueAsync("remembered", async () => (await PassUntil(grain, Find(grain, "a"))).Links is not null, Token);
        Assert.Equal(["a"], list.Asked);
    }

    [Fact]
    public async Task While_AWS_IoT_throttles_calls_pause_and_who_waits_is_served_afterwards()
    {
        var (grain, list) = cluster.New();
        var failures = 2;
        list.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? new InvalidOperationException("slow down") : null;
        var began = cluster.Time.GetUtcNow();

        var answer = await PassUntil(grain, Find(grain, "a"));

        Assert.NotNull(answer.Links);
        Assert.Equal(3, list.Asked.Count);
        Assert.InRange(cluster.Time.GetUtcNow() - began, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task A_certificate_that_fails_again_and_again_is_given_back_with_the_reason_and_the_others_are_served()
    {
        var (grain, list) = cluster.New();
        list.Fault = static id => id == "ill" ? new InvalidOperationException("no") : null;
        var ill = Find(grain, "ill", Severity.Critical);
        await SettleAsync(grain);
        var well = Task.WhenAll(Enumerable.Range(0, 5).Select(i => Find(grain, $"c{i}")));

        Assert.All(await PassUntil(grain, well), answer => Assert.NotNull(answer.Links));
        var answer = await PassUntil(grain, ill);

        Assert.Null(answer.Links);
        Assert.Contains("InvalidOperationException", answer.Reason, StringComparison.Ordinal);
        Assert.Equal(3, list.Asked.Count(id => id == "ill"));
    }

    [Fact]
    public async Task What_is_forgotten_is_asked_for_again()
    {
        var (grain, list) = cluster.New();
        list.Things["a"] = ["before"];
        await PassUntil(grain, Find(grain, "a"));
        list.Things["a"] = ["after"];

        await grain.Forget("a", Token);

        Assert.Equal(["after"], (await PassUntil(grain, Find(grain, "a"))).Links!.Things);
    }

    [Fact]
    public async Task What_changes_while_it_is_asked_for_is_asked_for_again()
    {
        var (grain, list) = cluster.New();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (list.Gate, list.Things["a"]) = (gate.Task, ["before"]);
        var asked = Find(grain, "a");
        while (list.Asked.IsEmpty)
        {
            await PassAsync(grain, Step);
        }

        list.Things["a"] = ["after"];
        await grain.Forget("a", Token);
        gate.SetResult();

        Assert.Equal(["after"], (await PassUntil(grain, asked)).Links!.Things);
        Assert.Equal(2, list.Asked.Count);
    }

    [Fact]
    public async Task Past_five_thousand_that_wait_one_more_is_busy_at_once()
    {
        var (grain, _) = cluster.New();
        var waiting = Enumerable.Range(0, 5_000).Select(i => Find(grain, $"c{i}")).ToList();
        await SettleAsync(grain);

        var answer = await Find(grain, "one more").WaitAsync(Guard, Token);
        var known = Find(grain, "c7");
        await SettleAsync(grain);

        Assert.Null(answer.Links);
        Assert.Contains("5000", answer.Reason, StringComparison.Ordinal);
        Assert.False(known.IsCompleted);

        // Only as long as they wait: five thousand calls take their time, and a clock that runs on would end them as unanswered.
        await PassAsync(grain, TimeSpan.FromSeconds(10.1));
        var answers = await Task.WhenAll([known, .. waiting]).WaitAsync(Guard, Token);
        Assert.InRange(answers.Count(served => served.Links is not null), 50, 110);
    }

    private static Task<PrincipalThings> Find(IPrincipalThingsGrain grain, string id, Severity severity = Severity.Low) => grain.Find(id, severity, Token).AsTask();

    /// <summary>Lets the grain do what can be done without time going on.</summary>
    private static async Task SettleAsync(IPrincipalThingsGrain grain)
    {
        for (var i = 0; i < 5; i++)
        {
            await grain.Forget("nobody", Token);
        }
    }

    private async Task PassAsync(IPrincipalThingsGrain grain, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            cluster.Time.Advance(Step);
            await SettleAsync(grain);
        }
    }

    private async Task<T> PassUntil<T>(IPrincipalThingsGrain grain, Task<T> task)
    {
        var guard = Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(guard.Elapsed < TimeSpan.FromMinutes(1), "Waited in vain.");
            await PassAsync(grain, Step);
        }

        return await task;
    }
}
