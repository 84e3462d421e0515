using System.Net;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Fleet incidents by the API of a real host.</summary>
public sealed class IncidentsApiTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string Wave = "7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e010a";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_incidents_are_listed_page_by_page_and_each_tells_its_things_and_its_evidence()
    {
        // Three waves of twenty things; of the second one thing is worse off than the others.
        var begin = Math.Floor((DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes) - 30;
        string[] behaviors = ["Wave1-Low", "Wave2-Low", "Wave3-Low"];
        await silo.Host.SendAsync(
            "defender-events",
            behaviors.SelectMany((behavior, wave) => Enumerable.Range(0, 20).Select(thing => EventBody.Detect(
                $"lamp-{thing:00}", $"{(wave * 100) + thing:x32}", minute: begin + wave + (thing / 10.0), behavior: behavior))),
            Cancelled);
        var items = new List<JsonNode>();
        await Eventually.TrueAsync(
            "three incidents that tell of all things",
            async () =>
            {
                items = [.. (await silo.Host.GetAsync("/api/v1/incidents?state=open", Cancelled))["items"]!.AsArray().Select(static item => item!)];
                return items.Count == 3 && items.All(static item => (long)item["things"]! == 20);
            },
            Cancelled,
            Patience);

        // All are HIGH: the latest signal comes first.
        Assert.Equal(["20 things: Wave3-Low", "20 things: Wave2-Low", "20 things: Wave1-Low"], items.Select(static item => (string?)item["title"]));
        Assert.All(items, static item => Assert.Equal(
            ("111122223333", "us-east-1", Wave, "HIGH"), ((string?)item["account"], (string?)item["region"], (string?)item["ruleId"], (string?)item["severity"])));
        Assert.Equal(EventBody.Noon.AddMinutes(begin + 1.9), (DateTimeOffset)items[2]["firedAt"]!);

        var first = await silo.Host.GetAsync("/api/v1/incidents?limit=2", Cancelled);
        var second = await silo.Host.GetAsync($"/api/v1/incidents?limit=2&cursor={first["cursor"]}", Cancelled);
        Assert.Equal(2, first["items"]!.AsArray().Count);
        Assert.Equal(
            items.Select(static item => (string?)item["id"]), first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(static item => (string?)item!["id"]));
        Assert.Null(second["cursor"]);
        Assert.Empty((await silo.Host.GetAsync("/api/v1/incidents?region=eu-west-1", Cancelled))["items"]!.AsArray());

        var path = $"/api/v1/incidents/111122223333/us-east-1/{items[2]["id"]}";
        var incident = await silo.Host.GetAsync(path, Cancelled);
        var rule = (await silo.Host.GetAsync("/api/v1/rules", Cancelled))["rules"]!.AsArray().Single(static rule => (string?)rule!["id"] == Wave)!;
        Assert.Equal(
            ((string?)items[2]["id"], "20 things: Wave1-Low", "open", "HIGH", "HIGH", Wave, (string?)rule["hash"]),
            ((string?)incident["id"], (string?)incident["title"], (string?)incident["state"], (string?)incident["severity"], (string?)incident["level"],
                (string?)incident["ruleId"], (string?)incident["ruleHash"]));
        Assert.Equal((20, true, 20, true), ((int)incident["count"]!, (bool)incident["isCountExact"]!, (int)incident["things"]!, (bool)incident["areThingsExact"]!));
        Assert.Equal("number of different thingName at least 20 within 10m", (string?)incident["condition"]);
        Assert.Equal((EventBody.Profile, "Wave1-Low"), ((string?)incident["group"]!["securityProfileName"], (string?)incident["group"]!["behaviorName"]));
        Assert.Equal(Enumerable.Range(0, 10).Select(static thing => $"lamp-{thing:00}"), incident["firstThings"]!.AsArray().Select(static thing => (string?)thing!["name"]));
        Assert.InRange(incident["severeThings"]!.AsArray().Count, 1, 10);
        Assert.InRange(incident["evidence"]!.AsArray().Count, 2, 10);
        Assert.All(incident["evidence"]!.AsArray(), static item => Assert.Equal($"{EventBody.Profile}/Wave1-Low", (string?)item!["subject"]));
        Assert.StartsWith("no matching signal comes until ", (string?)incident["lowersWhen"], StringComparison.Ordinal);
        await Eventually.TrueAsync(
            "its finding is in the hub",
            async () => (await silo.Host.FindingsAsync(Cancelled)).Any(finding => finding.Id == (string?)incident["findingId"]),
            Cancelled,
            Patience);
    }

    [Theory]
    [InlineData("?state=closed", "state")]
    [InlineData("?state=open&state=open", "state")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=nothing", "cursor")]
    [InlineData("?thing=lamp", "thing")]
    [InlineData("?account=1234", "account")]
    public async Task A_question_that_cannot_be_understood_is_refused_by_name(string query, string parameter)
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/incidents" + query, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(static error => error.Key));
    }

    [Theory]
    [InlineData("111122223333/us-east-1/nothing", "id")]
    [InlineData($"111122223333/us-east-1/{Wave}~0123456789abcdef0123456789abcdef~now", "id")]
    [InlineData($"1234/us-east-1/{Wave}~0123456789abcdef0123456789abcdef~1767607200000", "account")]
    public async Task A_path_that_can_name_no_incident_is_refused_by_name(string path, string part)
    {
        var (status, problem) = await silo.Host.TryGetAsync("/api/v1/incidents/" + path, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([part], problem["errors"]!.AsObject().Select(static error => error.Key));
    }

    [Fact]
    public async Task An_incident_never_heard_of_is_not_found()
    {
        var (status, problem) = await silo.Host.TryGetAsync($"/api/v1/incidents/111122223333/us-east-1/{Wave}~0123456789abcdef0123456789abcdef~1767607200000", Cancelled);
        Assert.Equal((HttpStatusCode.NotFound, "No such incident is known here."), (status, (string?)problem["detail"]));
    }
}
