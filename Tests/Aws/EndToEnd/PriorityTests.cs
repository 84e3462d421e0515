using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

using Amazon.SQS.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What is CRITICAL does not wait behind what is LOW.</summary>
public sealed class PriorityTests
{
    private const string Import = "BatchImportFindings";
    private const string CriticalThing = "the-critical-one";

    private const int LowThings = 20_000;
    private const int Senders = 8;

    // The CRITICAL finding waits for the first call that succeeds; calls that were under way beside it may be before it.
    private const int FirstFewCalls = 8;

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_CRITICAL_finding_overtakes_twenty_thousand_LOW_ones_and_no_call_is_throttled()
    {
        await using var silo = await SiloHost.StartAsync([SimulatorClient.WithoutFleetWave], cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(silo.SimulatorUrl);
        await simulator.SetFaultAsync(Import, "error", 1, Cancelled);
        var events = (await silo.Sqs.GetQueueUrlAsync("defender-events", Cancelled)).QueueUrl;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, LowThings).Chunk(10),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Cancelled },
            async (numbers, cancellationToken) =>
            {
                var answer = await silo.Sqs.SendMessageBatchAsync(
                    events, [.. numbers.Select(static (number, place) => new SendMessageBatchRequestEntry($"{place}", InAlarm($"low-{number}", "Telemetry-Low")))], cancellationToken);
                Assert.Empty(answer.Failed ?? []);
            });
        await simulator.WaitForEmptyAsync(["defender-events"], Patience, Cancelled);

        await silo.Sqs.SendMessageAsync(events, InAlarm(CriticalThing, "Exfiltration-Critical"), Cancelled);
        JsonNode? alarm = null;
        await Eventually.TrueAsync(
            "the API shows the CRITICAL alarm while the hub is down",
            async () =>
            {
                var (status, thing) = await silo.TryGetAsync($"/api/v1/things/111122223333/us-east-1/{CriticalThing}", Cancelled);
                alarm = status == HttpStatusCode.OK ? thing["alarms"]![0] : null;
                return (string?)alarm?["severity"] == "CRITICAL";
            },
            Cancelled);
        Assert.Equal(0, await simulator.CountFindingsAsync(Cancelled));

        await simulator.SetFaultAsync(Import, "error", 0, Cancelled);

        // Not the look-ups of what the registry says: they come at the pace of its quota, and no finding waits for them.
        await simulator.WaitForEmptyAsync(SimulatorClient.DeliveryQueues, Patience, Cancelled);

        Assert.Equal(LowThings + 1, await simulator.CountFindingsAsync(Cancelled));
        var critical = await simulator.FindAsync((string)alarm!["findingId"]!, Cancelled);
        var landed = DateTimeOffset.Parse(critical!.ProcessedAt, CultureInfo.InvariantCulture);
        var calls = await simulator.CallsAsync(Import, Cancelled);
        var served = calls.Where(static call => call.Outcome == "ok").OrderBy(static call => call.At).ToList();
        var before = served.Count(call => call.At < landed);
        Assert.True(before <= FirstFewCalls, $"{before} calls of {served.Count} went before the one with the CRITICAL finding.");

        // Below zero where it was in the first call itself.
        Assert.True(landed - served[0].At <= Promised, $"It landed {landed - served[0].At} after the first call.");

        foreach (var operation in (await simulator.PageAsync("/_sim/calls?limit=0", Cancelled))["operations"]!.AsArray())
        {
            Assert.Equal(((string?)operation!["operation"], 0), ((string?)operation["operation"], (int)operation["throttled"]!));
        }
    }

    private static string InAlarm(string thing, string behavior)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var message = new JsonObject
        {
            ["violationEventTime"] = now,
            ["thingName"] = thing,
            ["behavior"] = new JsonObject
            {
                ["name"] = behavior,
                ["metric"] = "aws:num-messages-sent",
                ["criteria"] = new JsonObject
                {
                    ["comparisonOperator"] = "less-than-equals",
                    ["value"] = new JsonObject { ["count"] = 600 },
                    ["durationSeconds"] = 300,
                },
            },
            ["violationEventType"] = "in-alarm",
            ["metricValue"] = new JsonObject { ["count"] = 601 },
            ["violationId"] = Guid.NewGuid().ToString("N"),
            ["securityProfileName"] = "PriorityRules",
        };
        return new JsonObject
        {
            ["Type"] = "Notification",
            ["TopicArn"] = "arn:aws:sns:us-east-1:111122223333:device-defender",
            ["Message"] = message.ToJsonString(),
        }.ToJsonString();
    }
}
