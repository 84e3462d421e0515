using System.Collections.Concurrent;
using System.Diagnostics;

using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>What a pump promises, on any SQS server.</summary>
public abstract class QueuePumpTests(SqsServer server)
{
    private static CancellationToken Cancel => PumpBench.Cancel;

    [Fact]
    public async Task Messages_that_are_done_are_deleted()
    {
        var handled = new ConcurrentBag<string>();
        await using var bench = await PumpBench.NewAsync(server, message =>
        {
            handled.Add(message.Body);
            return MessageVerdict.Done;
        });
        var bodies = Enumerable.Range(0, 35).Select(i => $"body {i}").ToList();
        await bench.SendAsync(bodies);

        bench.Pump.Start();
        await bench.AcknowledgedAsync(35);

        Assert.Equal(bodies.Order(), handled.Order());
        Assert.Equal(0, await bench.CountAsync());
        Assert.Equal((35, 0, 0, null), (bench.Counts.Received, bench.Counts.Retried, bench.Counts.InFlight, bench.Counts.OldestUnfinished));
        Assert.NotNull(bench.Health.LastReceiveAt);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"größer\": \"字\",\t\"b\":\n\"\\u0000\"}  ")]
    public async Task A_dead_letter_keeps_its_body_to_the_byte_and_says_why(string body)
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.DeadLetter("invalid-json", "at\u0000 " + new string('x', 300)));
        await bench.SendAsync(body);

        bench.Pump.Start();
        await Eventually.TrueAsync("a dead letter", () => bench.Counts.DeadLettered == 1, Cancel);

        var dead = Assert.Single(await bench.TakeAsync("-dlq"));
        Assert.Equal(body, dead.Body);
        Assert.Equal("invalid-json", dead.MessageAttributes["reason"].StringValue);
        Assert.Equal("at\uFFFD " + new string('x', 251) + "…", dead.MessageAttributes["detail"].StringValue);
        Assert.Equal(bench.QueueName, dead.MessageAttributes["sourceQueue"].StringValue);
        Assert.Equal(0, await bench.CountAsync());
    }

    [Fact]
    public async Task Each_message_of_a_batch_has_its_own_fate()
    {
        await using var bench = await PumpBench.NewAsync(server, message => message.Body switch
        {
            "done" => MessageVerdict.Done,
            "dead" => MessageVerdict.DeadLetter("dead", "dead"),
            _ => MessageVerdict.Retry(TimeSpan.FromMinutes(10)),
        });
        await bench.SendAsync("done", "dead", "again", "done", "again", "dead", "done");

        bench.Pump.Start();
        await Eventually.TrueAsync(
            "3 done, 2 dead, 2 again", () => (bench.Counts.Acknowledged, bench.Counts.DeadLettered, bench.Counts.Retried) == (3, 2, 2), Cancel);

        Assert.Equal(2, await bench.CountAsync());
        Assert.Equal(["dead", "dead"], (await bench.TakeAsync("-dlq")).Select(message => message.Body));
    }

    [Fact]
    public async Task One_poison_message_does_not_hold_the_others()
    {
        await using var bench = await PumpBench.NewAsync(
            server,
            message => message.Body == "poison" ? throw new InvalidOperationException("poison") : MessageVerdict.Done,
            options => (options.Receivers, options.MaxInFlight) = (1, 10));
        await bench.SendAsync(Enumerable.Range(0, 9).Select(i => $"good {i}").Append("poison"));

        bench.Pump.Start();
        await bench.AcknowledgedAsync(9);
        await Eventually.TrueAsync("the poison comes again and again", () => bench.Counts.Retried >= 2, Cancel);

        await bench.SendAsync("still good");
        await bench.AcknowledgedAsync(10);
        Assert.Equal(0, await bench.CountAsync("-dlq"));
        Assert.Equal(1, await bench.CountAsync());
    }

    [Fact]
    public async Task An_ignored_message_counts_once_though_its_batch_fails_and_is_handled_again_one_by_one()
    {
        await using var bench = await PumpBench.NewAsync(
            server,
            message => message.Body == "poison" ? throw new InvalidOperationException("poison") : MessageVerdict.Ignored,
            options => (options.Receivers, options.MaxInFlight) = (1, 10));
        await bench.SendAsync(Enumerable.Range(0, 9).Select(i => $"nothing {i}").Append("poison"));

        bench.Pump.Start();
        await bench.AcknowledgedAsync(9);

        Assert.Equal(9, bench.Counts.Ignored);
    }

    [Fact]
    public async Task A_handler_that_forgets_a_verdict_loses_nothing()
    {
        var calls = 0;
        await using var bench = await PumpBench.NewAsync(server, (messages, _) =>
            Task.FromResult<IReadOnlyList<MessageVerdict>>(Interlocked.Increment(ref calls) == 1 ? [] : [.. messages.Select(_ => MessageVerdict.Done)]));
        await bench.SendAsync("a");

        bench.Pump.Start();
        await bench.AcknowledgedAsync(1);

        Assert.Equal(1, bench.Counts.Retried);
    }

    [Fact]
    public async Task Busy_stops_receiving_gives_back_and_goes_on_when_it_is_over()
    {
        var isBusy = true;
        await using var bench = await PumpBench.NewAsync(server, _ => Volatile.Read(ref isBusy) ? MessageVerdict.Busy("the hub is away") : MessageVerdict.Done);
        await bench.SendAsync(Enumerable.Range(0, 5).Select(i => $"{i}"));

        bench.Pump.Start();
        await Eventually.TrueAsync("busy in health", () => bench.Health.BusySince is not null && bench.Counts.InFlight == 0, Cancel);
        Assert.Equal("the hub is away", bench.Health.BusyReason);
        Assert.Equal(5, await bench.CountAsync());

        Volatile.Write(ref isBusy, false);
        await bench.AcknowledgedAsync(5);
        Assert.Null(bench.Health.BusySince);
        Assert.Equal(0, bench.Counts.DeadLettered);
    }

    [Fact]
    public async Task A_receiver_goes_on_while_its_batches_are_handled_up_to_the_bound()
    {
        var go = new TaskCompletionSource();
        await using var bench = await PumpBench.NewAsync(
            server,
            async (messages, cancellationToken) =>
            {
                await go.Task.WaitAsync(cancellationToken);
                return [.. messages.Select(_ => MessageVerdict.Done)];
            },
            options => (options.Receivers, options.MaxInFlight) = (1, 30));
        await bench.SendAsync(Enumerable.Range(0, 60).Select(i => $"{i}"));

        bench.Pump.Start();
        await Eventually.TrueAsync("30 in flight", () => bench.Counts.InFlight == 30, Cancel);
        Assert.Equal(30, bench.Counts.Received);

        go.SetResult();
        await bench.AcknowledgedAsync(60);
    }

    [Fact]
    public async Task Stopping_gives_unfinished_messages_back_at_once()
    {
        var held = new TaskCompletionSource();

        // fauxqs does not notice that a cancelled long poll (1 s here) is gone and would hand it what is given back before the poll's end.
        await using var bench = await PumpBench.NewAsync(
            server,
            async (_, _) =>
            {
                held.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
                return [];
            },
            options => options.StopGraceSeconds = 3);
        await bench.SendAsync("a", "b", "c");
        bench.Pump.Start();
        await held.Task.WaitAsync(Cancel);
        await Eventually.TrueAsync("all three held", () => bench.Counts.Received == 3, Cancel);

        var stopwatch = Stopwatch.StartNew();
        await bench.Pump.StopAsync(Cancel);

        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(8), $"The stop took {stopwatch.Elapsed}.");
        var back = new List<string>();
        await Eventually.TrueAsync("all three visible again", async () =>
        {
            back.AddRange((await bench.TakeAsync("")).Select(message => message.Body));
            return back.Count == 3;
        }, Cancel, TimeSpan.FromSeconds(20));
        Assert.Equal(["a", "b", "c"], back.Order());
    }

    [Fact]
    public async Task Stopping_lets_handlers_finish_that_are_quick()
    {
        var held = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var bench = await PumpBench.NewAsync(
            server,
            async (messages, _) =>
            {
                held.TrySetResult();
                await go.Task;
                return [.. messages.Select(_ => MessageVerdict.Done)];
            },
            options => options.StopGraceSeconds = 5);
        await bench.SendAsync("a");
        bench.Pump.Start();
        await held.Task.WaitAsync(Cancel);

        var stopping = bench.Pump.StopAsync(Cancel);
        go.SetResult();
        await stopping;

        Assert.Equal(1, bench.Counts.Acknowledged);
        Assert.Equal(0, await bench.CountAsync());
    }

    [Fact]
    public async Task A_queue_that_comes_late_is_read_when_it_comes()
    {
        await using var bench = await PumpBench.NewAsync(
            server, (messages, _) => Task.FromResult<IReadOnlyList<MessageVerdict>>([.. messages.Select(_ => MessageVerdict.Done)]), createQueue: false);
        bench.Pump.Start();
        await Eventually.TrueAsync("failures in health", () => bench.Health is { ConsecutiveFailures: > 1, LastError: not null, FailingSince: not null }, Cancel);

        await bench.CreateQueueAsync("");
        await bench.SendAsync("a");

        await bench.AcknowledgedAsync(1);
        await Eventually.TrueAsync("no failure in health", () => bench.Health is { ConsecutiveFailures: 0, LastError: null, FailingSince: null }, Cancel);
    }

    [Fact]
    public async Task Without_its_dead_letter_queue_a_dead_letter_waits_and_is_not_lost()
    {
        await using var bench = await PumpBench.NewAsync(
            server,
            (messages, _) => Task.FromResult<IReadOnlyList<MessageVerdict>>([.. messages.Select(_ => MessageVerdict.DeadLetter("r", "d"))]),
            createDeadLetterQueue: false);
        await bench.SendAsync("rubbish");
        bench.Pump.Start();
        await Eventually.TrueAsync("given back", () => bench.Counts.Retried >= 1, Cancel);
        Assert.Equal(1, await bench.CountAsync());

        await bench.CreateQueueAsync("-dlq");
        await Eventually.TrueAsync("dead-lettered", () => bench.Counts.DeadLettered == 1, Cancel);

        Assert.Equal("rubbish", Assert.Single(await bench.TakeAsync("-dlq")).Body);
    }

    [Fact]
    public async Task Slow_messages_stay_hidden_as_long_as_they_are_handled()
    {
        var go = new TaskCompletionSource();
        await using var bench = await PumpBench.NewAsync(
            server,
            async (messages, cancellationToken) =>
            {
                await go.Task.WaitAsync(cancellationToken);
                return [.. messages.Select(_ => MessageVerdict.Done)];
            },
            options => options.VisibilitySeconds = 4);
        await bench.SendAsync("slow");
        bench.Pump.Start();
        await Eventually.TrueAsync("received", () => bench.Counts.Received == 1, Cancel);

        // A second reader polls for longer than the visibility timeout, and so does the pump itself.
        Assert.Empty(await bench.TakeAsync("", waitSeconds: 6));

        go.SetResult();
        await bench.AcknowledgedAsync(1);
        Assert.Equal((1, 0), (bench.Counts.Received, await bench.CountAsync()));
    }
}
