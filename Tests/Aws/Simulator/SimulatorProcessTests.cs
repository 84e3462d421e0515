using System.Collections.Concurrent;

using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Time.Testing;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The simulator in a process of its own: what SIGKILL and SIGTERM leave.</summary>
public sealed class SimulatorProcessTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task SIGKILL_under_load_loses_nothing_that_was_answered()
    {
        var folder = TestSimulator.NewFolder();
        var sent = new ConcurrentDictionary<string, bool>();
        var deleting = new ConcurrentDictionary<string, bool>();
        var deleted = new ConcurrentDictionary<string, bool>();
        using (var process = await SimulatorProcess.StartAsync(folder, Cancel))
        {
            using var client = TestSimulator.ClientOf(process.Url);
            var url = (await client.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
            var enough = new TaskCompletionSource();
            var senders = Enumerable.Range(0, 3).Select(s => UntilBrokenAsync(async i =>
            {
                var answer = await client.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 10).Select(e => new SendMessageBatchRequestEntry($"{e}", $"{s}-{i}-{e}"))], Cancel);
                answer.Successful.ForEach(entry => sent[$"{s}-{i}-{entry.Id}"] = true);
                if (deleted.Count > 300 && sent.Count > 1000)
                {
                    enough.TrySetResult();
                }
            }));
            var receiver = UntilBrokenAsync(async _ =>
            {
                var messages = (await client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 1 }, Cancel)).Messages ?? [];
                if (messages.Count > 0)
                {
                    messages.ForEach(m => deleting[m.Body] = true);
                    await client.DeleteMessageBatchAsync(url, [.. messages.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle))], Cancel);
                    messages.ForEach(m => deleted[m.Body] = true);
                }
            });
            var all = Task.WhenAll(senders.Append(receiver).ToList());
            Assert.Same(enough.Task, await Task.WhenAny(enough.Task, all));

            await process.KillAsync(Cancel);

            await all;
        }

        // A minute on, so that what was taken and whose answer was lost is visible again.
        await using var simulator = await TestSimulator.StartAsync(folder, new FakeTimeProvider(DateTimeOffset.UtcNow + TimeSpan.FromMinutes(2)));
        var again = (await simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        var left = new HashSet<string>();
        while ((await simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = again, MaxNumberOfMessages = 10 }, Cancel)).Messages is { } messages)
        {
            Assert.All(messages, m => Assert.True(left.Add(m.Body), $"{m.Body} is there twice."));
        }

        Assert.Empty(sent.Keys.Except(left).Except(deleting.Keys));
        Assert.Empty(deleted.Keys.Intersect(left));
    }

    [Fact]
    public async Task SIGTERM_ends_it_in_less_than_five_seconds_though_a_long_poll_waits()
    {
        var folder = TestSimulator.NewFolder();
        using var process = await SimulatorProcess.StartAsync(folder, Cancel);
        using var client = TestSimulator.ClientOf(process.Url);
        var url = (await client.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        var poll = client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 }, Cancel);

        var (code, duration) = await process.TerminateAsync(Cancel);

        Assert.Equal(0, code);
        Assert.True(duration < TimeSpan.FromSeconds(5), $"It took {duration}.");
        try
        {
            Assert.Null((await poll).Messages);
        }
        catch (Exception error) when (error is HttpRequestException or AmazonSQSException)
        {
            // The request had not arrived yet when the port closed.
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Repeats a step until the connection is gone.</summary>
    private static async Task UntilBrokenAsync(Func<int, Task> step)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await step(i);
            }
            catch (Exception error) when (error is HttpRequestException or AmazonSQSException or IOException)
            {
                return;
            }
        }
    }
}
