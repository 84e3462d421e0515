using System.Globalization;
using System.Text.Json.Nodes;

using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;
using Amazon.SQS.Model;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What scenarios do with a running host: put messages onto its queue, wait until nothing is under way, and read what became of them.</summary>
internal static class Scenario
{
    public const string EventsQueue = "defender-events";
    public const string DeadLetters = "defender-events-dlq";

    // A word that comes before its episode is looked at again after 10 s and more; the rest is for slow machines.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static readonly string[] WorkingQueues = [EventsQueue, "defender-delivery-urgent", "defender-delivery-bulk", "defender-links-urgent", "defender-links"];

    /// <summary>Sends bodies one by one, in this order.</summary>
    public static async Task SendAsync(this SiloHost host, IEnumerable<string> bodies, CancellationToken cancellationToken)
    {
        var queue = await host.QueueUrlAsync(EventsQueue, cancellationToken);
        foreach (var body in bodies)
        {
            await host.Sqs.SendMessageAsync(queue, body, cancellationToken);
        }
    }

    /// <summary>Sends at most ten bodies in one call.</summary>
    public static async Task SendTogetherAsync(this SiloHost host, IEnumerable<string> bodies, CancellationToken cancellationToken)
    {
        var answer = await host.Sqs.SendMessageBatchAsync(
            new SendMessageBatchRequest
            {
                QueueUrl = await host.QueueUrlAsync(EventsQueue, cancellationToken),
                Entries = [.. bodies.Select(static (body, i) => new SendMessageBatchRequestEntry(i.ToString(CultureInfo.InvariantCulture), body))],
            },
            cancellationToken);
        if (answer.Failed is { Count: > 0 } failed)
        {
            throw new InvalidOperationException($"The queue took {failed.Count} messages not: {failed[0].Message}");
        }
    }

    /// <summary>Waits until every message that was sent, and everything that follows from it, is done.</summary>
    public static async Task QuietAsync(this SiloHost host, CancellationToken cancellationToken)
    {
        var left = "";
        try
        {
            await Eventually.TrueAsync(
                "queues that hold nothing",
                async () => (left = await host.LeftAsync(cancellationToken)).Length == 0,
                cancellationToken,
                Patience);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message} Left: {left}. The host printed:{Environment.NewLine}{host.Output}", timeout);
        }
    }

    /// <summary>What the working queues hold, hidden messages included; empty where nothing.</summary>
    /// <remarks>
    /// Looks at the events first and at the deliveries after them: a cause leaves its queue only when its deliveries are in theirs, so that all queues empty in
    /// this order means that nothing is under way.
    /// </remarks>
    public static async Task<string> LeftAsync(this SiloHost host, CancellationToken cancellationToken)
    {
        foreach (var name in WorkingQueues)
        {
            var attributes = await host.Sqs.GetQueueAttributesAsync(await host.QueueUrlAsync(name, cancellationToken), ["All"], cancellationToken);
            var (visible, hidden, delayed) =
                (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible, attributes.ApproximateNumberOfMessagesDelayed);
            if (visible + hidden + delayed is not 0)
            {
                return $"{name}: {visible} visible, {hidden} hidden, {delayed} delayed";
            }
        }

        return "";
    }

    /// <summary>A thing as the API answers it.</summary>
    public static Task<JsonNode> ThingAsync(
        this SiloHost host, string thing, CancellationToken cancellationToken, string region = DefenderOptions.LocalRegion) =>
        host.GetAsync($"/api/v1/things/{DefenderOptions.LocalAccount}/{region}/{Uri.EscapeDataString(thing)}", cancellationToken);

    /// <summary>The only alarm of a thing.</summary>
    public static async Task<JsonNode> OnlyAlarmAsync(
        this SiloHost host, string thing, CancellationToken cancellationToken, string region = DefenderOptions.LocalRegion) =>
        (await host.ThingAsync(thing, cancellationToken, region))["alarms"]!.AsArray().Single()!;

    /// <summary>The alarms of things.</summary>
    public static async Task<IReadOnlyList<JsonNode>> AlarmsAsync(this SiloHost host, IEnumerable<string> things, CancellationToken cancellationToken)
    {
        var alarms = new List<JsonNode>();
        foreach (var name in things)
        {
            foreach (var alarm in (await host.ThingAsync(name, cancellationToken))["alarms"]!.AsArray())
            {
                var copy = alarm!.DeepClone();
                copy["thing"] = name;
                alarms.Add(copy);
            }
        }

        return alarms;
    }

    /// <summary>All findings of a hub, page by page; at most a few pages, since GetFindings has a small quota.</summary>
    public static async Task<IReadOnlyList<AwsSecurityFinding>> FindingsAsync(
        this SiloHost host, CancellationToken cancellationToken, string region = DefenderOptions.LocalRegion)
    {
        using var hub = host.Hub(region);
        var findings = new List<AwsSecurityFinding>();
        string? next = null;
        do
        {
            var page = await hub.GetFindingsAsync(new GetFindingsRequest { MaxResults = 100, NextToken = next }, cancellationToken);
            findings.AddRange(page.Findings ?? []);
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return findings;
    }

    /// <summary>The only finding about a thing.</summary>
    public static async Task<AwsSecurityFinding> OnlyFindingAsync(
        this SiloHost host, string thing, CancellationToken cancellationToken, string region = DefenderOptions.LocalRegion) =>
        (await host.FindingsAsync(cancellationToken, region)).Single(finding => ThingOf(finding) == thing);

    /// <summary>The thing that a finding is about; absent where it is none of ours.</summary>
    public static string? ThingOf(AwsSecurityFinding finding) => finding.ProductFields?.GetValueOrDefault("ThingName");

    /// <summary>A client of the simulator's hub in a Region, for what the customer does there.</summary>
    public static AmazonSecurityHubClient Hub(this SiloHost host, string region = DefenderOptions.LocalRegion) => SimulatorClient.Hub(host.SimulatorUrl, region);

    /// <summary>A page of the simulator.</summary>
    public static async Task<JsonNode> SimAsync(this SiloHost host, string path, CancellationToken cancellationToken) =>
        JsonNode.Parse(await host.Http.GetStringAsync(new Uri(host.SimulatorUrl + path), cancellationToken))!;

    /// <summary>How the simulator answered an operation so far: a figure such as <c>count</c>, <c>ok</c>, <c>throttled</c> or <c>errors</c>.</summary>
    public static async Task<long> CallsAsync(this SiloHost host, string operation, string figure, CancellationToken cancellationToken) =>
        (await host.SimAsync($"/_sim/calls?operation={operation}&limit=0", cancellationToken))["operations"]!.AsArray().Sum(row => (long)row![figure]!);

    /// <summary>Takes everything out of the dead-letter queue.</summary>
    public static async Task<IReadOnlyList<Message>> TakeDeadLettersAsync(this SiloHost host, CancellationToken cancellationToken)
    {
        var queue = await host.QueueUrlAsync(DeadLetters, cancellationToken);
        var all = new List<Message>();
        while (true)
        {
            var received = await host.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 0, MessageAttributeNames = ["All"] },
                cancellationToken);
            if (received.Messages is not { Count: > 0 } messages)
            {
                return all;
            }

            all.AddRange(messages);
            foreach (var message in messages)
            {
                await host.Sqs.DeleteMessageAsync(queue, message.ReceiptHandle, cancellationToken);
            }
        }
    }

    private static async Task<string> QueueUrlAsync(this SiloHost host, string name, CancellationToken cancellationToken) =>
        (await host.Sqs.GetQueueUrlAsync(name, cancellationToken)).QueueUrl;
}
