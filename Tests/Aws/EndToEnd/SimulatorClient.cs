using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

using Amazon.Runtime;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;
using Amazon.SQS;
using Amazon.SQS.Model;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What a test asks the simulator that a product uses: its pages, its queues, its hub.</summary>
internal sealed class SimulatorClient : IDisposable
{
    /// <summary>The queues of events and deliveries.</summary>
    public static readonly IReadOnlyList<string> DeliveryQueues = ["defender-events", "defender-delivery-urgent", "defender-delivery-bulk"];

    /// <summary>A setting for tests that count findings of many things in the same alarm: the shipped rule of fleet waves does not act.</summary>
    public const string WithoutFleetWave = "--Correlation:Disabled:0=7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e010a";

    /// <summary>The queues that are empty when all work is done, look-ups included.</summary>
    public static readonly IReadOnlyList<string> WorkQueues = ["defender-events", "defender-delivery-urgent", "defender-delivery-bulk", "defender-links-urgent", "defender-links"];

    /// <summary>The queues that nothing good ever gets to.</summary>
    public static readonly IReadOnlyList<string> DeadLetterQueues = ["defender-events-dlq", "defender-delivery-dlq"];

    private const int FindingsPerPage = 100;
    private const int MostCalls = 10_000;

    private static readonly List<string> Counts =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
    ];

    private readonly HttpClient _http;
    private readonly AmazonSecurityHubClient _hub;

    public SimulatorClient(string url)
    {
        _http = new HttpClient { BaseAddress = new Uri(url) };
        Sqs = SiloHost.SqsClient(url);
        _hub = Hub(url);
    }

    public AmazonSQSClient Sqs { get; }

    /// <summary>A client of a simulator's hub. Tests that read it page by page, side by side, go over GetFindings' quota of three calls a second: the SDK waits and repeats.</summary>
    public static AmazonSecurityHubClient Hub(string url, string region = DefenderOptions.LocalRegion) => new(
        new BasicAWSCredentials(DefenderOptions.LocalAccount, "local"),
        new AmazonSecurityHubConfig { ServiceURL = url, AuthenticationRegion = region, MaxErrorRetry = 10 });

    public async Task<JsonNode> PageAsync(string path, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), cancellationToken))!;

    /// <summary>Puts a fault in force; a rate of 0 removes it.</summary>
    public async Task SetFaultAsync(string operation, string fault, double rate, CancellationToken cancellationToken, int milliseconds = 500)
    {
        using var answer = await _http.PutAsJsonAsync(
            new Uri("/_sim/faults", UriKind.Relative), new { operation, fault, rate, milliseconds }, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>How often each fault in force has struck, by operation.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FaultHitsAsync(CancellationToken cancellationToken) =>
        (await PageAsync("/_sim/faults", cancellationToken))["faults"]!.AsArray()
            .ToDictionary(static fault => (string)fault!["operation"]!, static fault => (long)fault!["hits"]!, StringComparer.Ordinal);

    /// <summary>Has an audit run.</summary>
    /// <param name="audit">The body of <c>POST /_sim/audits</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAuditAsync(string audit, CancellationToken cancellationToken)
    {
        using var content = new StringContent(audit, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("/_sim/audits", UriKind.Relative), content, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Puts messages onto the events queue, in this order.</summary>
    public async Task SendAsync(IEnumerable<string> bodies, CancellationToken cancellationToken)
    {
        var queue = (await Sqs.GetQueueUrlAsync(Scenario.EventsQueue, cancellationToken)).QueueUrl;
        foreach (var chunk in bodies.Chunk(10))
        {
            var answer = await Sqs.SendMessageBatchAsync(
                queue, [.. chunk.Select(static (body, i) => new SendMessageBatchRequestEntry(i.ToString(CultureInfo.InvariantCulture), body))], cancellationToken);
            Assert.Empty(answer.Failed ?? []);
        }
    }

    /// <summary>Waits until the story has told so many of its steps.</summary>
    public Task WaitForStoryAsync(double share, TimeSpan timeout, CancellationToken cancellationToken) => Eventually.TrueAsync(
        string.Create(CultureInfo.InvariantCulture, $"the story is told to {share:P0}"),
        async () =>
        {
            var story = await PageAsync("/_sim/story", cancellationToken);
            return share < 1 ? (long)story["position"]! >= share * (long)story["total"]! : (bool)story["done"]!;
        },
        cancellationToken,
        timeout);

    /// <summary>The messages of a queue: visible, in flight and delayed.</summary>
    public async Task<(int Visible, int InFlight, int Delayed)> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var url = (await Sqs.GetQueueUrlAsync(queue, cancellationToken)).QueueUrl;
        var attributes = (await Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = Counts }, cancellationToken)).Attributes;
        return (Of(0), Of(1), Of(2));

        int Of(int place) => int.Parse(attributes[Counts[place]], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until some queues are empty, with nothing in flight.</summary>
    /// <exception cref="TimeoutException">They are not; the message names what each holds.</exception>
    public async Task WaitForEmptyAsync(IReadOnlyList<string> queues, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var held = "";
        try
        {
            await Eventually.TrueAsync(
                "queues are empty",
                async () =>
                {
                    var counts = new List<(string Queue, (int Visible, int InFlight, int Delayed) Count)>();
                    foreach (var queue in queues)
                    {
                        counts.Add((queue, await CountAsync(queue, cancellationToken)));
                    }

                    held = string.Join(", ", counts);
                    return counts.TrueForAll(static entry => entry.Count == default);
                },
                cancellationToken,
                timeout);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} They hold (visible, in flight, delayed): {held}.", late);
        }
    }

    /// <summary>All findings of the hub.</summary>
    public async Task<IReadOnlyList<AwsSecurityFinding>> FindingsAsync(CancellationToken cancellationToken)
    {
        var findings = new List<AwsSecurityFinding>();
        string? next = null;
        do
        {
            var page = await _hub.GetFindingsAsync(new GetFindingsRequest { MaxResults = FindingsPerPage, NextToken = next }, cancellationToken);
            findings.AddRange(page.Findings ?? []);
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return findings;
    }

    /// <summary>The finding of an Id, if the hub has it.</summary>
    public async Task<AwsSecurityFinding?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var filters = new AwsSecurityFindingFilters { Id = [new StringFilter { Comparison = StringFilterComparison.EQUALS, Value = id }] };
        return (await _hub.GetFindingsAsync(new GetFindingsRequest { Filters = filters }, cancellationToken)).Findings?.SingleOrDefault();
    }

    /// <summary>How many findings the hub has.</summary>
    public async Task<int> CountFindingsAsync(CancellationToken cancellationToken) =>
        (int)(await PageAsync("/_sim/findings/summary", cancellationToken))["total"]!;

    /// <summary>The calls of an operation, oldest first.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, string Outcome, int Items)>> CallsAsync(string operation, CancellationToken cancellationToken)
    {
        var page = await PageAsync(string.Create(CultureInfo.InvariantCulture, $"/_sim/calls?operation={operation}&limit={MostCalls}"), cancellationToken);
        return
        [
            .. page["calls"]!.AsArray().Select(static call =>
                (DateTimeOffset.Parse((string)call!["at"]!, CultureInfo.InvariantCulture), (string)call["outcome"]!, (int?)call["items"] ?? 0)),
        ];
    }

    public void Dispose()
    {
        _http.Dispose();
        _hub.Dispose();
        Sqs.Dispose();
    }
}
