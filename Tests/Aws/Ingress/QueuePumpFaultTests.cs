using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Aws.EndToEnd;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A pump over a queue service that fails in the ways that AWS fails.</summary>
public sealed class QueuePumpFaultTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IAsyncLifetime
{
    private static CancellationToken Cancel => PumpBench.Cancel;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await server.ClearFaultsAsync();

    [Theory]
    [InlineData("ReceiveMessage", "error")]
    [InlineData("ReceiveMessage", "throttle")]
    [InlineData("ReceiveMessage", "cut")]
    [InlineData("GetQueueUrl", "error")]
    public async Task A_receive_that_fails_is_tried_again_and_told_in_health(string operation, string fault)
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done);
        await bench.SendAsync("a");
        await server.PutFaultAsync(operation, fault, 1);

        bench.Pump.Start();
        await Eventually.TrueAsync("failures in health", () => bench.Health.ConsecutiveFailures >= 2, Cancel);
        await server.ClearFaultsAsync();

        await bench.AcknowledgedAsync(1);
        await Eventually.TrueAsync("health again", () => bench.Health.FailingSince is null, Cancel);
    }

    [Theory]
    [InlineData("lost-answer")]
    [InlineData("error")]
    [InlineData("cut")]
    public async Task A_delete_that_fails_is_repeated(string fault)
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done);
        using var simulator = new SimulatorClient(server.Url);
        await server.PutFaultAsync("DeleteMessageBatch", fault, 1);
        await bench.SendAsync(Enumerable.Range(0, 50).Select(i => $"{i}"));

        bench.Pump.Start();
        await Eventually.TrueAsync(
            "deletes that failed", async () => (await simulator.FaultHitsAsync(Cancel))["DeleteMessageBatch"] >= 2, Cancel);
        await server.ClearFaultsAsync();
        await bench.AcknowledgedAsync(50);

        Assert.Equal((50, 0), (bench.Counts.Received, await bench.CountAsync()));
    }

    [Fact]
    public async Task A_delete_that_never_works_lets_the_message_come_again()
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done, options => options.VisibilitySeconds = 4);
        await bench.SendAsync("a");
        await server.PutFaultAsync("DeleteMessageBatch", "error", 1);

        bench.Pump.Start();
        await Eventually.TrueAsync("received again", () => bench.Counts.Received >= 2, Cancel);
        await server.ClearFaultsAsync();

        await bench.AcknowledgedAsync(1);
        Assert.Equal(0, await bench.CountAsync());
    }

    [Theory]
    [InlineData("error")]
    [InlineData("lost-answer")]
    public async Task A_dead_letter_that_cannot_be_sent_is_not_deleted(string fault)
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.DeadLetter("r", "d"));
        await bench.SendAsync("rubbish");
        await server.PutFaultAsync("SendMessage", fault, 1);
        bench.Pump.Start();
        await Eventually.TrueAsync("given back", () => bench.Counts.Retried >= 1, Cancel);
        Assert.Equal((0, 1), (bench.Counts.DeadLettered, await bench.CountAsync()));

        await server.ClearFaultsAsync();
        await Eventually.TrueAsync("dead-lettered", () => bench.Counts.DeadLettered == 1, Cancel);

        Assert.All(await bench.TakeAsync("-dlq"), message => Assert.Equal("rubbish", message.Body));
        Assert.Equal(0, await bench.CountAsync());
    }

    [Fact]
    public async Task A_dead_letter_may_hold_any_character_that_a_queue_takes()
    {
        // Not among the tests of every server: fauxqs refuses characters beyond the basic plane.
        const string Body = "{\"pump 😀\": \"\uE000\uFFFD\"}";
        await using var bench = await PumpBench.NewAsync(server, message => MessageVerdict.DeadLetter("r", message.Body));
        await bench.SendAsync(Body);

        bench.Pump.Start();
        await Eventually.TrueAsync("dead-lettered", () => bench.Counts.DeadLettered == 1, Cancel);

        var dead = Assert.Single(await bench.TakeAsync("-dlq"));
        Assert.Equal((Body, Body), (dead.Body, dead.MessageAttributes["detail"].StringValue));
    }

    [Fact]
    public async Task A_dead_letter_as_long_as_a_message_can_be_goes_without_its_reasons()
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.DeadLetter("too-large", "d"));
        await bench.SendAsync(new string('x', 1_048_576));

        bench.Pump.Start();
        await Eventually.TrueAsync("dead-lettered", () => bench.Counts.DeadLettered == 1, Cancel);

        Assert.Equal(1_048_576, Assert.Single(await bench.TakeAsync("-dlq")).Body.Length);
        Assert.Equal(0, await bench.CountAsync());
    }

    [Fact]
    public async Task Duplicates_are_all_deleted()
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done);
        await server.PutFaultAsync("SendMessageBatch", "duplicate", 1);
        await bench.SendAsync("a", "b", "c");

        bench.Pump.Start();
        await bench.AcknowledgedAsync(6);

        Assert.Equal(0, await bench.CountAsync());
    }

    [Fact]
    public async Task A_release_that_fails_only_delays()
    {
        var calls = 0;
        await using var bench = await PumpBench.NewAsync(
            server,
            _ => Interlocked.Increment(ref calls) == 1 ? MessageVerdict.Retry(TimeSpan.FromHours(1)) : MessageVerdict.Done,
            options => options.VisibilitySeconds = 4);
        await server.PutFaultAsync("ChangeMessageVisibilityBatch", "error", 1);
        await bench.SendAsync("a");

        bench.Pump.Start();

        await bench.AcknowledgedAsync(1);
    }

    [Fact]
    public async Task Deliveries_are_durable_though_answers_are_lost_and_go_by_urgency()
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done);
        var deliveries = new DeliveryQueues(bench.Client, new ConsequenceQueueNames(bench.QueueName, bench.QueueName + "-dlq", bench.QueueName, bench.QueueName + "-dlq"), TimeProvider.System);
        await server.PutFaultAsync("SendMessageBatch", "lost-answer", 0.3);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => deliveries.SendAsync(
            OwnerKind.Thing, $"111122223333/us-east-1/t{i}", [new FindingRef("alarm/p/low", Severity.Low), new FindingRef("alarm/p/high", Severity.High), new FindingRef("alarm/p/said", Severity.Low, true)], Cancel)));
        await server.ClearFaultsAsync();

        Assert.Equal(20, await KeysAsync("", "alarm/p/high", "alarm/p/said"));
        Assert.Equal(20, await KeysAsync("-dlq", "alarm/p/low"));

        async Task<int> KeysAsync(string suffix, params string[] findings)
        {
            var keys = new HashSet<string>();
            while (await bench.TakeAsync(suffix) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    var delivery = DeliveryMessage.Read(message.Body, out _, out _)!;
                    var owner = Assert.Single(delivery.Owners);
                    Assert.Equal(findings, owner.Findings);
                    keys.Add(owner.Key);
                }
            }

            return keys.Count;
        }
    }

    [Fact]
    public async Task A_delivery_that_cannot_be_made_durable_is_told()
    {
        await using var bench = await PumpBench.NewAsync(server, _ => MessageVerdict.Done);
        var deliveries = new DeliveryQueues(bench.Client, new ConsequenceQueueNames(bench.QueueName, bench.QueueName + "-dlq", bench.QueueName, bench.QueueName + "-dlq"), TimeProvider.System);
        await server.PutFaultAsync("SendMessageBatch", "error", 1);

        await Assert.ThrowsAsync<BatchEntryException>(
            () => deliveries.SendAsync(OwnerKind.Thing, "111122223333/us-east-1/t", [new FindingRef("alarm/p/b", Severity.Low)], Cancel));
    }
}
