using Amazon.SQS.Model;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Http;
using OrleansDefender.Simulator.Sqs;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>SQS by the SDK that the product uses: what the SDK checks itself (MD5s), time, connections and restarts. The rules one by one: <c>sqs_rules.py</c>.</summary>
public sealed class SqsTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task The_SDK_accepts_the_MD5s_of_bodies_and_attributes_both_ways()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        using var binary = new MemoryStream([0, 255, 7]);

        // The SDK throws where an MD5 is not what it computes itself.
        await simulator.Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "größe \"€\" 😀 <&>\t\r\n",
                MessageAttributes = new()
                {
                    ["reason"] = new() { DataType = "String", StringValue = "ünreadable" },
                    ["count"] = new() { DataType = "Number.int", StringValue = "3" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = binary },
                },
            },
            Cancel);
        var received = await ReceiveAsync(simulator, url);

        var message = Assert.Single(received);
        Assert.Equal("größe \"€\" 😀 <&>\t\r\n", message.Body);
        Assert.Equal("ünreadable", message.MessageAttributes["reason"].StringValue);
        Assert.Equal([0, 255, 7], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("111122223333", message.Attributes["SenderId"]);
    }

    [Fact]
    public async Task The_SDK_sees_modelled_exceptions_and_query_codes()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();

        var missing = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => simulator.Sqs.GetQueueUrlAsync("never-made", Cancel));
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", missing.ErrorCode);
        await Assert.ThrowsAsync<InvalidMessageContentsException>(() => simulator.Sqs.SendMessageAsync(url, "a\u0001", Cancel));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => simulator.Sqs.DeleteMessageAsync(url, "nonsense", Cancel));
    }

    [Fact]
    public async Task After_a_restart_messages_receive_counts_deletes_and_queues_are_what_was_answered()
    {
        var folder = TestSimulator.NewFolder();
        string kept;
        string url;
        var simulator = await TestSimulator.StartAsync(folder);
        try
        {
            url = await simulator.NewQueueAsync(new() { ["VisibilityTimeout"] = "600" });
            await simulator.Sqs.SendMessageAsync(url, "deleted", Cancel);
            kept = (await simulator.Sqs.SendMessageAsync(url, "kept", Cancel)).MessageId;
            await simulator.Sqs.SendMessageAsync(url, "extended", Cancel);
            await simulator.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = "delayed", DelaySeconds = 900 }, Cancel);
            var received = await ReceiveAsync(simulator, url);
            await simulator.Sqs.DeleteMessageAsync(url, received.Single(m => m.Body == "deleted").ReceiptHandle, Cancel);
            await simulator.Sqs.ChangeMessageVisibilityAsync(url, received.Single(m => m.Body == "extended").ReceiptHandle, 1200, Cancel);

            // As a kill leaves it: the files as they are while the simulator runs, not as it would close them.
            var copy = TestSimulator.NewFolder();
            foreach (var file in Directory.GetFiles(folder))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
            await using var restarted = await TestSimulator.StartAsync(copy, time);
            url = (await restarted.Sqs.GetQueueUrlAsync(url[(url.LastIndexOf('/') + 1)..], Cancel)).QueueUrl;

            var attributes = await restarted.Sqs.GetQueueAttributesAsync(url, ["All"], Cancel);
            Assert.Equal(600, attributes.VisibilityTimeout);
            Assert.Equal(0, attributes.ApproximateNumberOfMessages);
            Assert.Equal(2, attributes.ApproximateNumberOfMessagesNotVisible);
            Assert.Equal(1, attributes.ApproximateNumberOfMessagesDelayed);

            // Its handle is as good as before: the twelve hours run from the receive.
            await restarted.Sqs.ChangeMessageVisibilityAsync(url, received.Single(m => m.Body == "kept").ReceiptHandle, 700, Cancel);
            time.Advance(TimeSpan.FromSeconds(699));
            Assert.Empty(await ReceiveAsync(restarted, url));
            time.Advance(TimeSpan.FromSeconds(1));
            var message = Assert.Single(await ReceiveAsync(restarted, url));
            Assert.Equal(("kept", kept), (message.Body, message.MessageId));
            Assert.Equal("2", message.Attributes["ApproximateReceiveCount"]);

            // That handle is outdated now: the message was received again.
            await restarted.Sqs.DeleteMessageAsync(url, received.Single(m => m.Body == "kept").ReceiptHandle, Cancel);
            Assert.Equal(2, (await restarted.Sqs.GetQueueAttributesAsync(url, ["All"], Cancel)).ApproximateNumberOfMessagesNotVisible);
            await restarted.Sqs.DeleteMessageAsync(url, received.Single(m => m.Body == "extended").ReceiptHandle, Cancel);
            Assert.Equal(1, (await restarted.Sqs.GetQueueAttributesAsync(url, ["All"], Cancel)).ApproximateNumberOfMessagesNotVisible);
        }
        finally
        {
            await simulator.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_receipt_handle_of_before_a_restart_deletes_its_message()
    {
        var folder = TestSimulator.NewFolder();
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = folder };
        string handle;
        await using (var app = await SimulatorApp.StartAsync(options, cancellationToken: Cancel))
        {
            using var client = TestSimulator.ClientOf(app.Url);
            var url = (await client.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
            await client.SendMessageAsync(url, "a", Cancel);
            handle = (await client.ReceiveMessageAsync(url, Cancel)).Messages[0].ReceiptHandle;
        }

        await using var simulator = await TestSimulator.StartAsync(folder);
        var again = (await simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        await simulator.Sqs.DeleteMessageAsync(again, handle, Cancel);

        var left = await simulator.Sqs.GetQueueAttributesAsync(again, ["All"], Cancel);
        Assert.Equal((0, 0), (left.ApproximateNumberOfMessages, left.ApproximateNumberOfMessagesNotVisible));
    }

    [Fact]
    public async Task Two_simulators_cannot_have_one_data_folder()
    {
        await using var simulator = await TestSimulator.StartAsync();

        var error = await Assert.ThrowsAsync<IOException>(() => TestSimulator.StartAsync(simulator.Folder));

        Assert.Contains("Another process uses", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_poll_whose_caller_left_takes_nothing()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using (var leaving = simulator.Client())
        {
            var poll = leaving.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, leave.Token);
            await simulator.WaitForPollsAsync(url, 1);
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        await simulator.WaitForPollsAsync(url, 0);
        await simulator.Sqs.SendMessageAsync(url, "a", Cancel);

        var message = Assert.Single(await ReceiveAsync(simulator, url));
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        var calls = await simulator.PageAsync("/_sim/calls?operation=ReceiveMessage");
        Assert.Equal("aborted", calls.GetProperty("calls")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task One_message_wakes_one_long_poll_and_every_message_reaches_one()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        var polls = Enumerable.Range(0, 5)
            .Select(_ => simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, Cancel))
            .ToList();
        await simulator.WaitForPollsAsync(url, 5);

        await simulator.Sqs.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 5).Select(i => new SendMessageBatchRequestEntry($"{i}", $"{i}"))], Cancel);

        var bodies = (await Task.WhenAll(polls)).Select(answer => Assert.Single(answer.Messages).Body);
        Assert.Equal(["0", "1", "2", "3", "4"], bodies.Order());
    }

    [Fact]
    public async Task A_long_poll_sees_a_message_whose_visibility_ends_while_it_waits()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var simulator = await TestSimulator.StartAsync(time: time);
        var url = await simulator.NewQueueAsync();
        await simulator.Sqs.SendMessageAsync(url, "a", Cancel);
        await simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, VisibilityTimeout = 15 }, Cancel);
        var poll = simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, Cancel);
        await simulator.WaitForPollsAsync(url, 1);

        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("a", Assert.Single((await poll).Messages).Body);
    }

    [Fact]
    public async Task Messages_past_their_retention_are_gone_for_good()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var simulator = await TestSimulator.StartAsync(time: time);
        var url = await simulator.NewQueueAsync(new() { ["MessageRetentionPeriod"] = "60" });
        await simulator.Sqs.SendMessageAsync(url, "old", Cancel);
        time.Advance(TimeSpan.FromSeconds(59));
        await simulator.Sqs.SendMessageAsync(url, "new", Cancel);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("new", Assert.Single(await ReceiveAsync(simulator, url)).Body);
        Assert.Equal(0, (await simulator.Sqs.GetQueueAttributesAsync(url, ["All"], Cancel)).ApproximateNumberOfMessages);
    }

    [Fact]
    public async Task Stopping_ends_long_polls_with_an_empty_answer()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var url = await simulator.NewQueueAsync();
        var poll = simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, Cancel);
        await simulator.WaitForPollsAsync(url, 1);

        await simulator.App.StopAsync(Cancel);

        Assert.Null((await poll).Messages);
    }

    [Fact]
    public async Task Other_parts_send_by_name_and_all_or_nothing()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var sender = simulator.App.Services.GetRequiredService<IQueueSender>();
        await sender.SendAsync("111122223333", "us-east-1", "defender-events", [.. Enumerable.Range(0, 25).Select(i => $"{i}")], Cancel);

        await Assert.ThrowsAsync<AwsErrorException>(
            () => sender.SendAsync("111122223333", "us-east-1", "defender-events", ["good", "bad\u0001"], Cancel));
        await Assert.ThrowsAsync<AwsErrorException>(
            () => sender.SendAsync("111122223333", "eu-west-1", "defender-events", ["a"], Cancel));

        var url = (await simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        var bodies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            bodies.AddRange((await ReceiveAsync(simulator, url)).Select(m => m.Body));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}"), bodies);
    }

    private static async Task<List<Message>> ReceiveAsync(TestSimulator simulator, string url) =>
        (await simulator.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, MessageSystemAttributeNames = ["All"], MessageAttributeNames = ["All"] },
            Cancel)).Messages ?? [];
}
