using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Terminal;

namespace OrleansDefender.Tests.Benchmarks.Storm;

/// <summary>The product as it runs locally, everything in one process, while a fleet goes wild: at what rate events become state, and findings reach the hub.</summary>
/// <remarks>
/// Options: <c>--events</c> (100,000), <c>--things</c> (10,000), <c>--minutes</c> to wait at most (60). Beside it, over the same simulator in the same process, a bare loop
/// that only receives and deletes as many messages as <c>--baseline</c> says (10,000): the ratio of both rates means something on any machine. The simulator's work is in
/// all figures, since its story, queues and hub share the processor.
/// </remarks>
internal static class StormBenchmark
{
    private const int BatchSize = 10;
    private const int Callers = 4;

    // Quota of BatchImportFindings, which no machine can exceed.
    private const double HubCallsPerSecond = 10;

    // From this share of the quota on, the hub is what bounds; of the processor, the machine.
    private const double Bounding = 0.85;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private static readonly List<string> Counts =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
    ];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var events = arguments.Get("events", 100_000);
        var things = arguments.Get("things", 10_000);
        var limit = TimeSpan.FromMinutes(arguments.Get("minutes", 60));
        var folder = Directory.CreateTempSubdirectory("defender-storm-").FullName;
        Console.WriteLine($"{events:N0} events over {things:N0} things; {Environment.ProcessorCount} cores, {folder}");
        try
        {
            var baseline = await WithAppAsync(
                Path.Combine(folder, "baseline"), ["--Simulator:Story=none"], (_, _, sqs) => BaselineAsync(sqs, arguments.Get("baseline", 10_000)));
            var process = Process.GetCurrentProcess();
            var processorBefore = process.TotalProcessorTime;
            var begin = Stopwatch.GetTimestamp();
            await WithAppAsync(
                Path.Combine(folder, "storm"),
                ["--Simulator:Story=storm", $"--Simulator:Events={events}", $"--Simulator:Things={things}"],
                async (api, simulator, sqs) =>
                {
                    var started = Stopwatch.GetTimestamp();
                    using var timeout = new CancellationTokenSource(limit);
                    TimeSpan? told = null;
                    TimeSpan? acknowledged = null;
                    while (true)
                    {
                        told ??= (bool)(await GetAsync(simulator, "/_sim/story"))["done"]! ? Stopwatch.GetElapsedTime(begin) : null;
                        acknowledged ??= told is not null && await WaitingAsync(sqs, "defender-events") == 0 ? Stopwatch.GetElapsedTime(begin) : null;
                        if (acknowledged is not null && await WaitingAsync(sqs, "defender-delivery-urgent") + await WaitingAsync(sqs, "defender-delivery-bulk") == 0)
                        {
                            break;
                        }

                        await Task.Delay(BetweenLooks, timeout.Token);
                    }

                    var drained = Stopwatch.GetElapsedTime(begin);
                    process.Refresh();
                    await PrintAsync(
                        new Run(told!.Value, acknowledged.Value, drained, process.TotalProcessorTime - processorBefore, process.PeakWorkingSet64, baseline), api, simulator);
                    Console.WriteLine($"{"start of the process's services",-44}{Stopwatch.GetElapsedTime(begin, started).TotalSeconds,12:N1} s");
                    return 0;
                });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PrintAsync(Run run, HttpClient api, HttpClient simulator)
    {
        var summary = await GetAsync(api, "/api/v1/summary");
        var story = await GetAsync(simulator, "/_sim/story");
        var hub = (await GetAsync(simulator, "/_sim/findings/summary"))["total"]!;
        var operations = (await GetAsync(simulator, "/_sim/calls?limit=0"))["operations"]!.AsArray().Where(static operation => (string?)operation!["service"] == "securityhub").ToList();
        var imports = operations.FirstOrDefault(static operation => (string?)operation!["operation"] == "BatchImportFindings");
        var sent = (long)story["sent"]!;
        var rate = sent / run.Acknowledged.TotalSeconds;
        Line("messages sent, repeated ones included", $"{sent:N0}");
        Line("story told after", $"{run.Told.TotalSeconds:N1} s");
        Line("events acknowledged after", $"{run.Acknowledged.TotalSeconds:N1} s");
        Line("deliveries drained after", $"{run.Drained.TotalSeconds:N1} s");
        Line("events per second", $"{rate:N0}");
        Line("bare receive and delete per second", $"{run.Baseline:N0}");
        Line("ratio to that", $"{rate / run.Baseline:N2}");
        Line("messages dead-lettered", $"{summary["messages"]!["deadLettered"]}");
        Line("findings in the hub", $"{hub}");
        Line("findings refused for good", $"{summary["findings"]!["failed"]}");
        Line("findings imported, later states included", $"{imports?["items"] ?? 0}");
        foreach (var operation in operations)
        {
            Line($"hub calls: {operation!["operation"]}", $"{operation["count"]} ({operation["throttled"]} throttled, {operation["errors"]} failed)");
        }

        var perSecond = (double)(imports?["count"] ?? 0) / Span(imports).TotalSeconds;
        var cores = run.Processor / run.Drained;
        Line("import calls per second", $"{perSecond:N1} of {HubCallsPerSecond:N0}");
        Line("processor time", $"{run.Processor.TotalSeconds:N1} s ({cores:N2} of {Environment.ProcessorCount} cores)");
        Line("peak resident memory", $"{run.PeakBytes / 1024.0 / 1024.0:N0} MiB");
        Line("bounded by", BoundOf(perSecond, cores));
    }

    private static string BoundOf(double callsPerSecond, double cores) =>
        (callsPerSecond >= Bounding * HubCallsPerSecond, cores >= Bounding * Environment.ProcessorCount) switch
        {
            (true, true) => "both the hub's quota and the processor",
            (true, false) => "the hub's quota",
            (false, true) => "the processor",
            _ => "neither the hub's quota nor this process's use of the processor: other processes, or waiting",
        };

    // A quota is a rate over time; calls of less than a second say nothing of it.
    private static TimeSpan Span(JsonNode? operation)
    {
        var span = operation is null
            ? TimeSpan.Zero
            : DateTimeOffset.Parse((string)operation["lastAt"]!, CultureInfo.InvariantCulture) - DateTimeOffset.Parse((string)operation["firstAt"]!, CultureInfo.InvariantCulture);
        return span < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : span;
    }

    private static void Line(string what, string value) => Console.WriteLine($"{what,-44}{value,12}");

    // Messages of an event's size, received and deleted by as many callers as the product's pump has, with nothing between.
    private static async Task<double> BaselineAsync(AmazonSQSClient sqs, int messages)
    {
        var url = (await sqs.CreateQueueAsync("benchmark-baseline")).QueueUrl;
        var body = new string('x', 1200);
        for (var sent = 0; sent < messages; sent += BatchSize)
        {
            await sqs.SendMessageBatchAsync(
                url, [.. Enumerable.Range(0, Math.Min(BatchSize, messages - sent)).Select(place => new SendMessageBatchRequestEntry($"{place}", body))]);
        }

        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while ((await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = BatchSize })).Messages is { Count: > 0 } batch)
            {
                await sqs.DeleteMessageBatchAsync(
                    url, [.. batch.Select(static (message, place) => new DeleteMessageBatchRequestEntry($"{place}", message.ReceiptHandle))]);
                count += batch.Count;
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task<T> WithAppAsync<T>(string folder, string[] settings, Func<HttpClient, HttpClient, AmazonSQSClient, Task<T>> work)
    {
        await using var app = SiloApp.Build(
            ["--Defender:Url=http://127.0.0.1:0", "--Simulator:Url=http://127.0.0.1:0", $"--Defender:DataPath={folder}", .. settings],
            static builder => builder.Services.AddSingleton(new Screen(TextWriter.Null, isLive: false)));
        await app.StartAsync();
        var simulatorUrl = app.Services.GetRequiredService<LocalAws>().Url!;
        using var api = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        using var simulator = new HttpClient { BaseAddress = new Uri(simulatorUrl) };
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials(DefenderOptions.LocalAccount, "local"),
            new AmazonSQSConfig { ServiceURL = simulatorUrl, AuthenticationRegion = DefenderOptions.LocalRegion });
        try
        {
            return await work(api, simulator, sqs);
        }
        finally
        {
            await app.StopAsync();
        }
    }

    private static async Task<int> WaitingAsync(AmazonSQSClient sqs, string queue)
    {
        var url = (await sqs.GetQueueUrlAsync(queue)).QueueUrl;
        var answer = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = Counts });
        return answer.Attributes.Values.Sum(static count => int.Parse(count, CultureInfo.InvariantCulture));
    }

    private static async Task<JsonNode> GetAsync(HttpClient http, string path) => (await http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;

    /// <summary>What was measured from the start of the process's services on.</summary>
    private sealed record Run(TimeSpan Told, TimeSpan Acknowledged, TimeSpan Drained, TimeSpan Processor, long PeakBytes, double Baseline);
}
