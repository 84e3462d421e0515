using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Correlation rules by the API of a real host.</summary>
public sealed class RulesApiTests
{
    private const string OwnId = "5e0b54f0-3a1a-4b0d-9b7e-0c9f0a3b7a02";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bad_set_is_refused_with_file_line_and_reason_and_the_good_one_stays_in_force_until_there_is_another()
    {
        var folder = Directory.CreateTempSubdirectory("defender-rules-");
        try
        {
            var file = Path.Combine(folder.FullName, "own_threshold_rules.yml");
            await File.WriteAllTextAsync(file, Rule("gte: 3"), Cancelled);
            await using var host = await SiloHost.StartAsync([$"--Correlation:RulesPath={folder.FullName}"], cancellationToken: Cancelled);
            var before = await host.GetAsync("/api/v1/rules", Cancelled);
            Assert.Equal(13, before["rules"]!.AsArray().Count);
            Assert.Equal(
                ("Own threshold", "event_count", "HIGH", false, true, "own_threshold_rules.yml", false),
                ((string?)Own(before)["title"], (string?)Own(before)["type"], (string?)Own(before)["level"], (bool)Own(before)["isIncident"]!, (bool)Own(before)["acts"]!,
                    (string?)Own(before)["file"], (bool)Own(before)["isShipped"]!));
            Assert.Equal((0, null), (before["problems"]!.AsArray().Count, before["refusedAt"]));

            // The folder is watched, too: whichever reads it first says the same.
            await File.WriteAllTextAsync(file, Rule("gte: many"), Cancelled);
            var (status, refused) = await ReloadAsync(host);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.True(JsonNode.DeepEquals(before["rules"], refused["rules"]));
            Assert.Equal((string?)before["hash"], (string?)refused["hash"]);
            var problem = Assert.Single(refused["problems"]!.AsArray())!;
            Assert.Equal(
                ("own_threshold_rules.yml", 3, "'gte' must be a whole number from 1 to 1000; it is 'many'."),
                ((string?)problem["file"], (int)problem["line"]!, (string?)problem["message"]));
            Assert.NotNull(refused["refusedAt"]);
            var shown = await host.GetAsync("/api/v1/rules", Cancelled);
            Assert.True(JsonNode.DeepEquals(refused["problems"], shown["problems"]));

            await File.WriteAllTextAsync(file, Rule("gte: 4"), Cancelled);
            var (good, after) = await ReloadAsync(host);
            Assert.Equal((HttpStatusCode.OK, 0, null), (good, after["problems"]!.AsArray().Count, after["refusedAt"]));
            Assert.NotEqual((string?)Own(before)["hash"], (string?)Own(after)["hash"]);
            Assert.NotEqual((string?)before["hash"], (string?)after["hash"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonNode Own(JsonNode rules) => rules["rules"]!.AsArray().Single(static rule => (string?)rule!["id"] == OwnId)!;

    private static async Task<(HttpStatusCode Status, JsonNode Body)> ReloadAsync(SiloHost host)
    {
        using var answer = await host.Http.PostAsync(new Uri("/api/v1/rules/reload", UriKind.Relative), content: null, Cancelled);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!);
    }

    private static string Rule(string condition) => $$"""
        title: Own threshold
        id: {{OwnId}}
        correlation: {type: event_count, rules: [od_alarm], group-by: [thingName], timespan: 1h, condition: { {{condition}} } }
        level: high

        """;
}
