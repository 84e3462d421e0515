using System.Globalization;

using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Ingress;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A pump over queues of its own, whose handler a test scripts.</summary>
internal sealed class PumpBench : IBatchHandler, IAsyncDisposable
{
    private readonly Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<MessageVerdict>>> _handle;
    private readonly IngressHealth _health = new();
    private readonly PumpCounters _counters;

    private PumpBench(
        AmazonSQSClient client,
        string name,
        Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<MessageVerdict>>> handle,
        Action<PumpOptions>? configure,
        TimeProvider time)
    {
        _handle = handle;
        Client = client;
        QueueName = name;
        _counters = new IngressCounters(time).Of(PumpNames.Events);
        var options = new PumpOptions
        {
            QueueName = name, DeadLetterQueueName = name + "-dlq", Receivers = 2, MaxInFlight = 40, WaitSeconds = 1, VisibilitySeconds = 60, StopGraceSeconds = 1,
        };
        configure?.Invoke(options);
        Pump = new QueuePump(
            PumpNames.Events, options, client, this, _health.Of(PumpNames.Events), _counters, time, NullLogger<QueuePump>.Instance);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public AmazonSQSClient Client { get; }

    public string QueueName { get; }

    public QueuePump Pump { get; }

    public PumpCounts Counts => _counters.Read();

    public PumpStatus Health => _health.Of(PumpNames.Events).Read();

    public static string NewName() => $"q-{Guid.NewGuid():N}";

    /// <summary>Makes the queues; <see cref="Pump"/> is not started yet.</summary>
    public static async Task<PumpBench> NewAsync(
        SqsServer server,
        Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<MessageVerdict>>> handle,
        Action<PumpOptions>? configure = null,
        TimeProvider? time = null,
        bool createQueue = true,
        bool createDeadLetterQueue = true)
    {
        Assert.SkipWhen(server.Unavailable is not null, server.Unavailable ?? "");
        var bench = new PumpBench(server.NewClient(), NewName(), handle, configure, time ?? TimeProvider.System);
        if (createQueue)
        {
            await bench.CreateQueueAsync("");
        }

        if (createDeadLetterQueue)
        {
            await bench.CreateQueueAsync("-dlq");
        }

        return bench;
    }

    /// <summary>The same with one verdict a message.</summary>
    public static Task<PumpBench> NewAsync(
        SqsServer server, Func<ReceivedMessage, MessageVerdict> judge, Action<PumpOptions>? configure = null, TimeProvider? time = null) =>
        NewAsync(server, (messages, _) => Task.FromResult<IReadOnlyList<MessageVerdict>>([.. messages.Select(judge)]), configure, time);

    public Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        _handle(messages, cancellationToken);

    public Task CreateQueueAsync(string suffix) => Client.CreateQueueAsync(QueueName + suffix, Cancel);

    public async Task<string> UrlAsync(string suffix = "") => (await Client.GetQueueUrlAsync(QueueName + suffix, Cancel)).QueueUrl;

    public async Task SendAsync(params IEnumerable<string> bodies)
    {
        var url = await UrlAsync();
        foreach (var chunk in bodies.Chunk(10))
        {
            var entries = chunk.Select((body, index) => new SendMessageBatchRequestEntry(index.ToString(CultureInfo.InvariantCulture), body)).ToList();
            var answer = await Client.SendMessageBatchAsync(url, entries, Cancel);
            Assert.Empty(answer.Failed ?? []);
        }
    }

    /// <summary>Waits until so many messages were acknowledged.</summary>
    public Task AcknowledgedAsync(int count) =>
        Eventually.TrueAsync($"{count} acknowledged", () => Counts.Acknowledged == count, Cancel);

    /// <summary>Messages in the queue, those that somebody holds included.</summary>
    public async Task<int> CountAsync(string suffix = "")
    {
        var answer = await Client.GetQueueAttributesAsync(
            new GetQueueAttributesRequest
            {
                QueueUrl = await UrlAsync(suffix),
                AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
            },
            Cancel);
        return answer.Attributes.Values.Sum(value => int.Parse(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Takes what is visible in a queue, with all attributes.</summary>
    public async Task<List<Message>> TakeAsync(string suffix, int waitSeconds = 0)
    {
        var answer = await Client.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = await UrlAsync(suffix),
                MaxNumberOfMessages = 10,
                WaitTimeSeconds = waitSeconds,
                VisibilityTimeout = 600,
                MessageAttributeNames = ["All"],
                MessageSystemAttributeNames = ["All"],
            },
            Cancel);
        return answer.Messages ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        await Pump.StopAsync(CancellationToken.None);
        Pump.Dispose();
        Client.Dispose();
    }
}
