using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.SQS.Model;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>The fleet's stories as a user of the queue, of the IoT API and of the simulator's pages sees them.</summary>
public sealed class IotFleetTests
{
    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task The_demo_ends_with_queue_pages_and_API_in_agreement()
    {
        await using var simulator = await TestSimulator.StartAsync(configure: options =>
        {
            options.Story = "demo";
            options.TimeScale = 1_000;
        });
        await WhenDoneAsync(simulator.Http);

        // The idle loop goes on in real time, so the three are read until nothing moved meanwhile.
        var bodies = new List<string>();
        List<Alarm> expected;
        HashSet<string> active;
        long before;
        do
        {
            before = await SentAsync(simulator.Http);
            bodies.AddRange(await DrainAsync(simulator));
            expected = await ExpectedAsync(simulator.Http);
            active = await ActiveAsync(simulator.Http);
        }
        while (bodies.Count != before || await SentAsync(simulator.Http) != before);

        Assert.Equal(expected.Select(alarm => alarm with { Verification = "" }).Order(), Derive(bodies).Order());
        Assert.Equal(expected.Where(alarm => alarm.Open).Select(alarm => alarm.ViolationId).Order(), active.Order());
        Assert.Equal(
            ["BENIGN_POSITIVE", "FALSE_POSITIVE", "TRUE_POSITIVE"],
            expected.Where(alarm => alarm.Open).Select(alarm => alarm.Verification).Where(state => state != "UNKNOWN").Order());
    }

    [Fact]
    public async Task SIGKILL_twice_in_mid_storm_loses_no_event_and_leaves_none_half_done()
    {
        const int events = 4_000;
        var folder = TestSimulator.NewFolder();
        string[] storm =
        [
            "--Simulator:Story=storm", "--Simulator:Things=300", $"--Simulator:Events={events}", "--Simulator:Rate=1000",
            "--Simulator:Reorders=0.1", "--Simulator:Duplicates=0.1",
        ];
        foreach (var position in new[] { 700, 1_900 })
        {
            using var process = await SimulatorProcess.StartAsync(folder, Cancel, storm);
            using var http = new HttpClient { BaseAddress = new Uri(process.Url) };
            while (await StoryAsync(http) is var story && story.GetProperty("position").GetInt32() < position)
            {
                Assert.False(story.GetProperty("done").GetBoolean());
            }

            await process.KillAsync(Cancel);
        }

        await using var simulator = await TestSimulator.StartAsync(folder, configure: options =>
        {
            options.Story = "storm";
            options.Things = 300;
            options.Events = events;
            options.Reorders = 0.1;
            options.Duplicates = 0.1;
        });
        Assert.InRange((await StoryAsync(simulator.Http)).GetProperty("position").GetInt32(), 1_900, events);
        await WhenDoneAsync(simulator.Http);

        var bodies = await DrainAsync(simulator);
        Assert.Equal(events, bodies.Distinct().Count());
        Assert.Equal((await ExpectedAsync(simulator.Http)).Select(alarm => alarm with { Verification = "" }).Order(), Derive(bodies).Order());
    }

    [Fact]
    public async Task The_pages_of_the_expected_truth_add_up()
    {
        await using var simulator = await TestSimulator.StartAsync(configure: options =>
        {
            options.Story = "storm";
            options.Things = 50;
            options.Events = 500;
        });
        await WhenDoneAsync(simulator.Http);

        var whole = await ExpectedAsync(simulator.Http, limit: 10_000);

        Assert.True(whole.Count > 50);
        Assert.Equal(whole, await ExpectedAsync(simulator.Http, limit: 7));
    }

    [Theory]
    [InlineData("""{"thingName":"","securityProfileName":"P","behaviorName":"B","type":"in-alarm"}""", 400)]
    [InlineData("""{"thingName":"x","securityProfileName":"P P","behaviorName":"B","type":"in-alarm"}""", 400)]
    [InlineData("""{"thingName":"x","securityProfileName":"P","type":"in-alarm"}""", 400)]
    [InlineData("""{"thingName":"x","securityProfileName":"P","behaviorName":"B","type":"on-fire"}""", 400)]
    [InlineData("""{"thingName":7,"securityProfileName":"P","behaviorName":"B","type":"in-alarm"}""", 400)]
    [InlineData("""[]""", 400)]
    [InlineData("""{""", 400)]
    [InlineData("""{"thingName":"x","securityProfileName":"P","behaviorName":"B","type":"alarm-cleared"}""", 409)]
    public async Task A_violation_by_hand_that_makes_no_sense_is_refused(string json, int status)
    {
        await using var simulator = await TestSimulator.StartAsync();
        using var content = new StringContent(json);

        using var answer = await simulator.Http.PostAsync(new Uri("/_sim/violations", UriKind.Relative), content, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(await DrainAsync(simulator));
    }

    [Theory]
    [InlineData("/_sim/expected?limit=0")]
    [InlineData("/_sim/expected?limit=10001")]
    [InlineData("/_sim/expected?cursor=made-up")]
    public async Task A_page_that_cannot_be_is_refused(string path)
    {
        await using var simulator = await TestSimulator.StartAsync();

        using var answer = await simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static async Task<JsonElement> StoryAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri("/_sim/story", UriKind.Relative), Cancel)).RootElement;

    private static async Task<long> SentAsync(HttpClient http) => (await StoryAsync(http)).GetProperty("sent").GetInt64();

    private static async Task WhenDoneAsync(HttpClient http)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await StoryAsync(http)).GetProperty("done").GetBoolean())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<List<Alarm>> ExpectedAsync(HttpClient http, int limit = 1_000)
    {
        var alarms = new List<Alarm>();
        var cursor = "";
        do
        {
            var page = JsonNode.Parse(await http.GetStringAsync(new Uri($"/_sim/expected?limit={limit}&cursor={cursor}", UriKind.Relative), Cancel))!;
            alarms.AddRange(page["items"]!.AsArray().Select(item => new Alarm(
                (string)item!["thing"]!,
                (string)item["profile"]!,
                (string)item["behavior"]!,
                (bool)item["open"]!,
                (int)item["episodes"]!,
                (string)item["violationId"]!,
                (string)item["verification"]!)));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        return alarms;
    }

    private static async Task<HashSet<string>> ActiveAsync(HttpClient http)
    {
        var violations = new HashSet<string>();
        var token = "";
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/active-violations?maxResults=250{token}");
            request.Headers.TryAddWithoutValidation(
                "Authorization", "AWS4-HMAC-SHA256 Credential=111122223333/20260105/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0");
            using var answer = await http.SendAsync(request, Cancel);
            answer.EnsureSuccessStatusCode();
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
            violations.UnionWith(page["activeViolations"]!.AsArray().Select(item => (string)item!["violationId"]!));
            token = (string?)page["nextToken"] is { } next ? $"&nextToken={next}" : null;
        }
        while (token is not null);
        return violations;
    }

    private static async Task<List<string>> DrainAsync(TestSimulator simulator)
    {
        var url = (await simulator.Sqs.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        var bodies = new List<string>();
        while ((await simulator.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 }, Cancel)).Messages is { Count: > 0 } messages)
        {
            bodies.AddRange(messages.Select(message => message.Body));
            await simulator.Sqs.DeleteMessageBatchAsync(
                url, [.. messages.Select((message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))], Cancel);
        }

        return bodies;
    }

    /// <summary>What the notifications say in the end, to one who orders them by their event times.</summary>
    private static IEnumerable<Alarm> Derive(IEnumerable<string> bodies) => bodies.Distinct()
        .Select(body => (string?)JsonNode.Parse(body)!["Message"])
        .Where(message => message is not null)
        .Select(message => JsonNode.Parse(message!)!)
        .Where(message => message["violationId"] is not null)
        .GroupBy(e => ((string)e["thingName"]!, (string)e["securityProfileName"]!, (string)e["behavior"]!["name"]!))
        .Select(alarm =>
        {
            var events = alarm.OrderBy(e => (long)e["violationEventTime"]!).ToList();
            return new Alarm(
                alarm.Key.Item1,
                alarm.Key.Item2,
                alarm.Key.Item3,
                (string)events[^1]["violationEventType"]! == "in-alarm",
                events.Count(e => (string)e["violationEventType"]! == "in-alarm"),
                (string)events[^1]["violationId"]!,
                "");
        });

    private sealed record Alarm(string Thing, string Profile, string Behavior, bool Open, int Episodes, string ViolationId, string Verification)
        : IComparable<Alarm>
    {
        public int CompareTo(Alarm? other) => string.CompareOrdinal(ToString(), other?.ToString());
    }
}
