using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

using Xunit;

namespace OrleansDefender.Tests.Aws.SimulatorTests;

/// <summary>Audits as a user of the IoT API and of the simulator's pages sees them.</summary>
public sealed class AuditFleetTests
{
    private const string Certificate = "4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4";

    private static CancellationToken Cancel => TestSimulator.Cancel;

    [Fact]
    public async Task A_million_findings_are_listed_from_anywhere_in_bounded_time_and_memory()
    {
        const int findings = 1_000_000;
        var folder = TestSimulator.NewFolder();
        using var process = await SimulatorProcess.StartAsync(folder, Cancel, "--Simulator:Story=audit-storm", $"--Simulator:Findings={findings}");
        using var http = new HttpClient { BaseAddress = new Uri(process.Url) };
        var run = await RunAsync(http);
        var task = (string)run["taskId"]!;
        Assert.Equal(findings, (int)run["findings"]!);

        // Far into the run by a token of the form that the simulator itself gives: nobody pages through all in a test.
        var started = Stopwatch.GetTimestamp();
        var seen = new HashSet<string>();
        foreach (var position in new[] { 0, 250, 333_250, 666_500, findings - 250 })
        {
            var page = await CallAsync(http, "/audit/findings", new JsonObject { ["taskId"] = task, ["maxResults"] = 250, ["nextToken"] = Token(position) });
            Assert.Equal(250, page["findings"]!.AsArray().Count);
            Assert.Equal(position + 250 < findings, page["nextToken"] is not null);
            Assert.All(page["findings"]!.AsArray(), finding => Assert.True(seen.Add(Identity(finding!)), "an identity twice"));
        }

        var last = (await CallAsync(http, "/audit/findings", new JsonObject { ["taskId"] = task, ["nextToken"] = Token(findings - 1) }))["findings"]![0]!;
        var described = await CallAsync(http, $"/audit/findings/{(string)last["findingId"]!}");
        Assert.True(JsonNode.DeepEquals(last, described["finding"]));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));

        var truth = JsonNode.Parse(await http.GetStringAsync(new Uri("/_sim/expected?limit=10000", UriKind.Relative), Cancel))!;
        Assert.Equal(10_000, truth["audits"]!.AsArray().Count);
        Assert.NotNull(truth["cursor"]);

        // A million findings held as objects would be more than a gigabyte.
        Assert.InRange(process.Resident, 0, 400L * 1024 * 1024);
        await process.KillAsync(Cancel);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_expected_truth_of_an_audit_storm_adds_up_to_its_list()
    {
        await using var simulator = await TestSimulator.StartAsync(configure: options =>
        {
            options.Story = "audit-storm";
            options.Findings = 1_003;
        });
        var task = (string)(await RunAsync(simulator.Http))["taskId"]!;

        var listed = new List<string>();
        string? token = null;
        do
        {
            var page = await CallAsync(simulator.Http, "/audit/findings", new JsonObject { ["taskId"] = task, ["maxResults"] = 250, ["nextToken"] = token });
            listed.AddRange(page["findings"]!.AsArray().Select(finding => Identity(finding!)));
            token = (string?)page["nextToken"];
        }
        while (token is not null);

        var expected = await ExpectedAsync(simulator.Http, limit: 100);
        Assert.Equal(1_003, listed.Distinct().Count());
        Assert.Equal(listed.Select(identity => $"{identity} open").Order(StringComparer.Ordinal), expected.Order(StringComparer.Ordinal));
        Assert.Equal(expected, await ExpectedAsync(simulator.Http, limit: 10_000));
    }

    [Fact]
    public async Task SIGKILL_after_an_answer_loses_no_run_no_suppression_and_no_attachment()
    {
        var folder = TestSimulator.NewFolder();
        var audit = new JsonObject
        {
            ["findings"] = new JsonArray(new JsonObject
            {
                ["checkName"] = "DEVICE_CERTIFICATE_EXPIRING_CHECK",
                ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = new JsonObject { ["deviceCertificateId"] = Certificate } },
            }),
        };
        var suppression = new JsonObject
        {
            ["checkName"] = "DEVICE_CERTIFICATE_EXPIRING_CHECK",
            ["resourceIdentifier"] = new JsonObject { ["deviceCertificateId"] = Certificate },
            ["suppressIndefinitely"] = true,
            ["clientRequestToken"] = "once",
        };
        string task;
        using (var process = await SimulatorProcess.StartAsync(folder, Cancel))
        {
            using var http = new HttpClient { BaseAddress = new Uri(process.Url) };
            task = (string)(await PostAsync(http, "/_sim/audits", audit))["taskId"]!;
            await PostAsync(http, "/_sim/things", new JsonObject { ["thing"] = "lamp-1", ["principals"] = new JsonArray(Certificate) });
            await CallAsync(http, "/audit/suppressions/create", suppression);
            await process.KillAsync(Cancel);
        }

        await using var simulator = await TestSimulator.StartAsync(folder);

        Assert.Single((await CallAsync(simulator.Http, "/audit/findings", new JsonObject { ["taskId"] = task }))["findings"]!.AsArray());
        Assert.Single((await CallAsync(simulator.Http, "/audit/suppressions/list", []))["suppressions"]!.AsArray());
        Assert.Equal("lamp-1", (string?)(await CallAsync(simulator.Http, "/principals/things", principal: $"arn:aws:iot:us-east-1:111122223333:cert/{Certificate}"))["things"]![0]);
        Assert.EndsWith(" suppressed", Assert.Single(await ExpectedAsync(simulator.Http, 10)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_strike_the_list_of_findings_and_its_calls_are_recorded()
    {
        await using var simulator = await TestSimulator.StartAsync();
        var task = (string)(await PostAsync(simulator.Http, "/_sim/audits", []))["taskId"]!;
        await simulator.PutFaultAsync("""{"operation":"ListAuditFindings","fault":"throttle","rate":1}""");

        using var struck = await SendAsync(simulator.Http, "/audit/findings", new JsonObject { ["taskId"] = task }, null);
        await simulator.PutFaultAsync("""{"operation":"ListAuditFindings","fault":"throttle","rate":0}""");
        await CallAsync(simulator.Http, "/audit/findings", new JsonObject { ["taskId"] = task });

        Assert.Equal(400, (int)struck.StatusCode);
        Assert.StartsWith("ThrottlingException", struck.Headers.GetValues("x-amzn-errortype").Single(), StringComparison.Ordinal);
        var row = (await simulator.PageAsync("/_sim/calls?limit=0")).GetProperty("operations").EnumerateArray()
            .Single(operation => operation.GetProperty("operation").GetString() == "ListAuditFindings");
        Assert.Equal((1, 1), (row.GetProperty("throttled").GetInt32(), row.GetProperty("ok").GetInt32()));
    }

    [Fact]
    public async Task Rules_of_medium_confidence_can_be_switched_off()
    {
        await using var simulator = await TestSimulator.StartAsync(configure: options =>
        {
            options.Rules.UnknownAuditsAreEmpty = false;
            options.Rules.StrictSuppressions = false;
            options.Rules.AttachedThingsAreKept = false;
        });
        await PostAsync(simulator.Http, "/_sim/things", new JsonObject { ["thing"] = "lamp-1", ["principals"] = new JsonArray(Certificate) });
        var suppression = new JsonObject
        {
            ["checkName"] = "LOGGING_DISABLED_CHECK",
            ["resourceIdentifier"] = new JsonObject { ["account"] = "111122223333" },
            ["clientRequestToken"] = "once",
        };

        using var list = await SendAsync(simulator.Http, "/audit/findings", new JsonObject { ["taskId"] = "nobody" }, null);
        await CallAsync(simulator.Http, "/audit/suppressions/create", suppression);
        using var deleted = await SendAsync(simulator.Http, "/things/lamp-1", null, null, HttpMethod.Delete);
        using var gone = await SendAsync(simulator.Http, "/things/lamp-1", null, null);

        Assert.Equal((400, 200, 404), ((int)list.StatusCode, (int)deleted.StatusCode, (int)gone.StatusCode));
        Assert.Empty((await CallAsync(simulator.Http, "/principals/things", principal: $"arn:aws:iot:us-east-1:111122223333:cert/{Certificate}"))["things"]!.AsArray());
    }

    [Theory]
    [InlineData("/_sim/audits?limit=0")]
    [InlineData("/_sim/audits?limit=1001")]
    public async Task A_page_of_runs_that_cannot_be_is_refused(string path)
    {
        await using var simulator = await TestSimulator.StartAsync();

        using var answer = await simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static async Task<JsonNode> RunAsync(HttpClient http)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var story = JsonNode.Parse(await http.GetStringAsync(new Uri("/_sim/story", UriKind.Relative), Cancel))!;
            if ((bool)story["done"]!)
            {
                return JsonNode.Parse(await http.GetStringAsync(new Uri("/_sim/audits", UriKind.Relative), Cancel))!["items"]!.AsArray().Single()!;
            }
        }
    }

    private static async Task<List<string>> ExpectedAsync(HttpClient http, int limit)
    {
        var truths = new List<string>();
        var cursor = "";
        do
        {
            var page = JsonNode.Parse(await http.GetStringAsync(new Uri($"/_sim/expected?limit={limit}&cursor={cursor}", UriKind.Relative), Cancel))!;
            truths.AddRange(page["audits"]!.AsArray().Select(item => $"{item!["check"]} {item["resource"]!.ToJsonString()} {item["reason"]} {item["state"]}"));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
        return truths;
    }

    private static string Identity(JsonNode finding) =>
        $"{finding["checkName"]} {finding["nonCompliantResource"]!["resourceIdentifier"]!.ToJsonString()} {finding["reasonForNonComplianceCode"]}";

    private static string Token(int position) => System.Buffers.Text.Base64Url.EncodeToString(
        System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ListAuditFindings/1/{position}")));

    private static async Task<JsonNode> PostAsync(HttpClient http, string page, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString());
        using var answer = await http.PostAsync(new Uri(page, UriKind.Relative), content, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<JsonNode> CallAsync(HttpClient http, string path, JsonObject? body = null, string? principal = null)
    {
        using var answer = await SendAsync(http, path, body, principal);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, JsonObject? body, string? principal, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString());
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=111122223333/20260105/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0");
        if (principal is not null)
        {
            request.Headers.TryAddWithoutValidation("x-amzn-principal", principal);
        }

        return await http.SendAsync(request, Cancel);
    }
}
