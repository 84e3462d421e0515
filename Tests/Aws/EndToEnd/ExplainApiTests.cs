using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Why a thing stands where it stands, by the API of a real host: as JSON, and as text for people.</summary>
public sealed class ExplainApiTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string Repeated = "7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e0101";
    private const string Several = "7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e0102";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thing_is_explained_with_every_escalation_its_evidence_and_what_lowers_it_every_term_of_its_risk_and_its_silences()
    {
        const string Name = "line 4/pump-1";
        const string Path = "/api/v1/things/111122223333/us-east-1/line%204%2Fpump-1/explain";

        // Of now: what has stepped down to nothing long ago is no escalation any more.
        var noon = (DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes;
        var minutes = new[] { -400, -300, -200, -100, -90, -80 }.Select(ago => Math.Floor(noon) + ago).ToArray();
        await silo.Host.SendAsync(
            "defender-events",
            minutes.SelectMany((minute, place) => (string[])
            [
                EventBody.Detect(Name, $"{place:x32}", minute: minute, behavior: $"{"AAAABC"[place]}-Medium"),
                .. place < 3 ? (string[])[EventBody.Detect(Name, $"{place:x32}", "alarm-cleared", minute + 5, "A-Medium")] : [],
            ]),
            Cancelled);
        var explained = await UntilAsync(
            Path,
            "both rules have fired, and the registry was asked",
            static answer => answer["escalations"]!.AsArray().Count == 2
                && !((string)answer["risk"]!["criticalityReason"]!).Contains("nothing yet", StringComparison.Ordinal)
                && answer["escalations"]!.AsArray().All(static escalation => (int)escalation!["count"]! == (escalation["kind"]!.GetValue<string>() == "incident" ? 3 : 4)));
        var silence = await SilenceAsync(new JsonObject { ["profile"] = "Pump*" }, noon + 60);
        await SilenceAsync(new JsonObject { ["thing"] = "another" }, noon + 60);
        explained = await silo.Host.GetAsync(Path, Cancelled);

        var hashes = (await silo.Host.GetAsync("/api/v1/rules", Cancelled))["rules"]!.AsArray().ToDictionary(static rule => (string)rule!["id"]!, static rule => (string)rule!["hash"]!);
        Assert.Equal(("HIGH", Name, "111122223333", "us-east-1"), ((string?)explained["severity"], (string?)explained["thing"], (string?)explained["account"], (string?)explained["region"]));
        var (incident, raise) = (explained["escalations"]![0]!, explained["escalations"]![1]!);
        Assert.Equal(("incident", Several, hashes[Several], "HIGH"), Told(incident));
        Assert.Equal(("raise", Repeated, hashes[Repeated], "HIGH"), Told(raise));
        Assert.Equal((Moment(minutes[5]), Moment(minutes[3])), (Time(incident["since"]), Time(raise["since"])));
        Assert.Equal((Moment(minutes[5] + (24 * 60)), Moment(minutes[3] + (24 * 60))), (Time(incident["lowersAt"]), Time(raise["lowersAt"])));
        Assert.Equal(minutes.Select(Moment), incident["evidence"]!.AsArray().Select(static item => Time(item!["time"])));
        Assert.Equal(Enumerable.Range(0, 4).Select(static place => $"{place:x32}"), raise["evidence"]!.AsArray().Select(static item => (string?)item!["violationId"]));
        Assert.Equal([$"{EventBody.Profile}/A-Medium"], raise["members"]!.AsArray().Select(static member => (string?)member));
        await Eventually.TrueAsync(
            "the incident is in the hub", async () => (await silo.Host.FindingsAsync(Cancelled)).Any(finding => finding.Id == (string?)incident["findingId"]), Cancelled);
        Assert.Equal([(string?)silence["id"]], explained["silences"]!.AsArray().Select(static one => (string?)one!["id"]));
        Assert.Equal(66.7, (double)explained["risk"]!["score"]!);

        // 2 × 15 and 3 × 12: 100 · (1 − e^−1.1).
        var expected = $"""
            line 4/pump-1 (111122223333, us-east-1) is HIGH: the incident "line 4/pump-1: 3 different behaviors in a day" stands.

            Incident to HIGH: line 4/pump-1: 3 different behaviors in a day
              rule {Several}, content {hashes[Several]}
              since {Shown(minutes[5])}, counted 3, last signal {Shown(minutes[5])}
              - {Shown(minutes[0])} in-alarm PumpCloudSideRules/A-Medium (A-Medium)
              - {Shown(minutes[1])} in-alarm PumpCloudSideRules/A-Medium (A-Medium)
              - {Shown(minutes[2])} in-alarm PumpCloudSideRules/A-Medium (A-Medium)
              - {Shown(minutes[3])} in-alarm PumpCloudSideRules/A-Medium (A-Medium)
              - {Shown(minutes[4])} in-alarm PumpCloudSideRules/B-Medium (B-Medium)
              - {Shown(minutes[5])} in-alarm PumpCloudSideRules/C-Medium (C-Medium)
              lowers: to MEDIUM at {Exact(minutes[5] + (24 * 60))} if no matching signal comes (1d after the last), or earlier if its evidence is called false or benign

            Escalation to HIGH: The same behavior again and again
              rule {Repeated}, content {hashes[Repeated]}
              since {Shown(minutes[3])}, counted 4, last signal {Shown(minutes[3])}
              - {Shown(minutes[0])} in-alarm PumpCloudSideRules/A-Medium
              - {Shown(minutes[1])} in-alarm PumpCloudSideRules/A-Medium
              - {Shown(minutes[2])} in-alarm PumpCloudSideRules/A-Medium
              - {Shown(minutes[3])} in-alarm PumpCloudSideRules/A-Medium
              lowers: to MEDIUM at {Exact(minutes[3] + (24 * 60))} if no matching signal comes (1d after the last), or earlier if its evidence is called false or benign

            Risk 66.7 of 100, criticality 1: no entry speaks of line 4/pump-1 (Criticality:Default)
                15.00  rule Several behaviors of one thing in a day: stands at HIGH: 30 × 0.5
                15.00  rule The same behavior again and again: stands at HIGH: 30 × 0.5
                12.00  alarm PumpCloudSideRules/A-Medium: MEDIUM 12, in alarm
                12.00  alarm PumpCloudSideRules/B-Medium: MEDIUM 12, in alarm
                12.00  alarm PumpCloudSideRules/C-Medium: MEDIUM 12, in alarm
            Silenced until {Shown(noon + 60)} by ops: The pumps are replaced.

            What changed:

            """;
        using var answer = await silo.Host.Http.GetAsync(new Uri($"{Path}?format=text", UriKind.Relative), Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(expected, text[..(text.IndexOf("What changed:\n", StringComparison.Ordinal) + "What changed:\n".Length)]);

        // When it was noticed is of this run, and in what order the events came.
        var changes = text[expected.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(explained["changes"]!.AsArray().Count, changes.Length);
        Assert.All(changes, static line => Assert.Matches("^  [0-9]{4}-[0-9-]{5}T[0-9:]{8}Z (HIGH|NONE) (The same behavior again and again|Several behaviors of one thing in a day): .+$", line));

        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Accept.ParseAdd("text/plain");
        using var same = await silo.Host.Http.SendAsync(request, Cancelled);
        Assert.Equal(text, await same.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task What_a_silence_keeps_from_being_published_says_so()
    {
        const string Place = "444455556666/eu-west-1";
        var noon = (DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes;
        var silence = await SilenceAsync(new JsonObject { ["thing"] = "held-*" }, noon + 60, "444455556666", "eu-west-1");
        await silo.Host.SendAsync(
            "defender-events",
            "ABC".Select((name, place) => EventBody.Wrapped(
                "arn:aws:sns:eu-west-1:444455556666:iot-defender-detect", EventBody.Detect("held-1", $"{place + 256:x32}", minute: noon - 10 + place, behavior: $"{name}-Medium"))),
            Cancelled);

        var explained = await UntilAsync(
            $"/api/v1/things/{Place}/held-1/explain", "the rule has fired", static answer => answer["escalations"]!.AsArray().Count == 1);

        var why = $"silence {silence["id"]} of ops: The pumps are replaced.";
        Assert.Equal((why, null), ((string?)explained["escalations"]![0]!["withheld"], (string?)explained["escalations"]![0]!["findingId"]));
        Assert.Equal("HIGH", (string?)explained["severity"]);
        var text = await silo.Host.Http.GetStringAsync(new Uri($"/api/v1/things/{Place}/held-1/explain?format=text", UriKind.Relative), Cancelled);
        Assert.Contains($"\n  not published: {why}\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nSilenced until {Shown(noon + 60)} by ops: The pumps are replaced.\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?format=xml")]
    [InlineData("?format=text&format=json")]
    [InlineData("?format=")]
    public async Task A_format_that_there_is_not_is_refused(string query)
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/things/111122223333/us-east-1/pump-1/explain" + query, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Must be json or text.", (string?)Assert.Single(problem["errors"]!["format"]!.AsArray()));
    }

    [Fact]
    public async Task A_thing_never_heard_of_has_nothing_to_explain()
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/things/111122223333/us-east-1/nobody/explain?format=text", Cancelled);
        Assert.Equal((HttpStatusCode.NotFound, "Nothing was ever heard of 111122223333/us-east-1/nobody."), (status, (string?)problem["detail"]));
    }

    private static (string? Kind, string? Rule, string? Hash, string? Level) Told(JsonNode escalation) =>
        ((string?)escalation["kind"], (string?)escalation["rule"], (string?)escalation["ruleHash"], (string?)escalation["level"]);

    private static DateTimeOffset Moment(double minute) => EventBody.Noon.AddMinutes(minute);

    private static DateTimeOffset Time(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);

    private static string Shown(double minute) => Moment(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Exact(double minute) => Moment(minute).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<JsonNode> SilenceAsync(JsonObject scope, double until, string account = "111122223333", string region = "us-east-1")
    {
        var body = new JsonObject
        {
            ["account"] = account, ["region"] = region, ["scope"] = scope, ["owner"] = "ops", ["reason"] = "The pumps are replaced.", ["expiresAt"] = Moment(until),
        };
        using var answer = await silo.Host.Http.PostAsJsonAsync(new Uri("/api/v1/silences", UriKind.Relative), body, Cancelled);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
    }

    private async Task<JsonNode> UntilAsync(string path, string what, Func<JsonNode, bool> isIt)
    {
        JsonNode? answer = null;
        await Eventually.TrueAsync(
            what,
            async () =>
            {
                (var status, answer) = await silo.Host.TryGetAsync(path, Cancelled);
                return status == HttpStatusCode.OK && isIt(answer);
            },
            Cancelled,
            Patience);
        return answer!;
    }
}
