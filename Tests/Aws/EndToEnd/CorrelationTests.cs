using System.Text.Json.Nodes;

using Amazon.SecurityHub.Model;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The shipped rules on the demo's story, through the whole product.</summary>
public sealed class CorrelationTests
{
    private static readonly TimeSpan StoryTimeout = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_gets_the_incidents_that_a_person_would_expect_with_evidence_and_the_background_gets_none()
    {
        await using var host = await SiloHost.StartAsync(["--Simulator:Story=demo", "--Simulator:TimeScale=10"], cancellationToken: Cancelled);
        var story = new DemoStory(new SimulatorOptions { Story = "demo" });
        await Eventually.TrueAsync(
            "a story that is told to its end", async () => (bool)(await host.SimAsync("/_sim/story", Cancelled))["done"]!, Cancelled, StoryTimeout);

        var incidents = (IReadOnlyList<AwsSecurityFinding>)[];
        await Eventually.TrueAsync(
            "the breached gateway's incidents and the wave's are in the hub",
            async () =>
            {
                incidents = [.. (await host.FindingsAsync(Cancelled)).Where(InStep.IsIncident)];
                return TitlesOf(incidents, story.Breached).Count >= 3 && incidents.Any(static finding => finding.Title.EndsWith("things: MessagesReceived-Medium", StringComparison.Ordinal));
            },
            Cancelled,
            StoryTimeout);

        Assert.All(incidents, static finding =>
        {
            Assert.True(finding.ProductFields.ContainsKey("RuleId"));
            Assert.Matches("^[0-9a-f]{64}$", finding.ProductFields["RuleHash"]);
        });
        Assert.Contains(incidents, finding => finding.ProductFields.GetValueOrDefault("ThingName") == story.Breached && finding.FindingProviderFields.Severity.Label.Value == "CRITICAL");

        var path = $"/api/v1/things/111122223333/us-east-1/{Uri.EscapeDataString(story.Breached)}";
        var explained = await host.GetAsync($"{path}/explain", Cancelled);
        Assert.Equal("CRITICAL", (string?)explained["severity"]);
        Assert.Contains("incident", (string?)explained["because"], StringComparison.Ordinal);
        var tactics = Assert.Single(explained["escalations"]!.AsArray(), static escalation => ((string)escalation!["title"]!).Contains("tactics", StringComparison.OrdinalIgnoreCase))!;
        Assert.InRange(tactics["evidence"]!.AsArray().Count, 3, 10);
        Assert.All(tactics["evidence"]!.AsArray(), static item => Assert.NotNull(item!["time"]));
        Assert.Contains("if no matching signal comes", (string?)tactics["lowersWhen"], StringComparison.Ordinal);
        Assert.InRange((double)explained["risk"]!["score"]!, 50, 100);

        // The burglar's repetition is a raise: no finding of its own, and its alarm says why.
        var burglar = await host.GetAsync($"/api/v1/things/111122223333/us-east-1/{Uri.EscapeDataString(story.Burglar)}", Cancelled);
        Assert.Contains(burglar["escalations"]!.AsArray(), static escalation => (string?)escalation!["kind"] == "raise" && (string?)escalation["level"] != "NONE");

        // Of the background only those get one that share a certificate, which the audit finds: a weak identity, and an alarm.
        var certificate = Enumerable.Range(0, story.Certificates.Attached).First(number => story.Certificates.ThingsOf(number).Count() > 1);
        var sharing = story.Certificates.ThingsOf(certificate).Select(story.Registry.NameOf).ToHashSet();
        var noise = incidents.Select(static finding => finding.ProductFields.GetValueOrDefault("ThingName")).OfType<string>().Where(story.Background.Contains);
        Assert.DoesNotContain(noise, name => !sharing.Contains(name));

        // All that stands, published or withheld, on all things of the fleet.
        var things = Enumerable.Range(0, story.Registry.Count).Select(story.Registry.NameOf).ToList();
        await InStep.UntilEqualAsync(
            "what stands is what a person would expect",
            async () =>
            {
                var told = await host.SimAsync("/_sim/story", Cancelled);
                var expected = DemoFiring.ExpectedOf(story, (long)told["position"]! + (long)told["idle"]!).Where(static firing => firing.Thing is not null);
                var standing = await SeenEscalation.StandingAsync(host.Http, things, Cancelled);
                return (
                    [.. expected.Select(static firing => firing.ToString()).Order(StringComparer.Ordinal)],
                    [.. standing.Select(static seen => new DemoFiring(seen.Rule, seen.Thing, seen.Alarms).ToString()).Order(StringComparer.Ordinal)]);
            },
            TimeSpan.FromSeconds(30),
            Cancelled);
    }

    [Fact]
    public async Task A_changed_threshold_changes_what_fires_and_the_numbers_of_the_explanation()
    {
        var folder = Directory.CreateTempSubdirectory("defender-rules-");
        try
        {
            var counts = new List<(int Count, string Hash)>();
            foreach (var threshold in new[] { 2, 3 })
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "own_threshold_rules.yml"), Rule(threshold), Cancelled);
                await using var host = await SiloHost.StartAsync(["--Simulator:Story=none", $"--Correlation:RulesPath={folder.FullName}"], cancellationToken: Cancelled);

                // Of now: what would have stepped down to nothing before it is first seen never is an escalation.
                var minute = (DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes;
                await host.SendAsync(
                    "defender-events",
                    new[] { "MessagesSent-Low", "MessageSize-Low", "Disconnects-Low" }.Select((behavior, place) => EventBody.Detect(
                        "pump-1", $"{place:x32}", minute: minute - 10 + place, behavior: behavior, change: static body => body["securityProfileName"] = "OwnRules")),
                    Cancelled);

                JsonNode? own = null;
                await Eventually.TrueAsync(
                    "the rule fires",
                    async () =>
                    {
                        var (status, answer) = await host.TryGetAsync("/api/v1/things/111122223333/us-east-1/pump-1/explain", Cancelled);
                        own = (int)status == 200 ? answer["escalations"]!.AsArray().FirstOrDefault(static one => (string?)one!["title"] == "Own threshold") : null;
                        return own is not null;
                    },
                    Cancelled,
                    StoryTimeout);
                counts.Add(((int)own!["count"]!, (string)own["ruleHash"]!));
            }

            Assert.Equal([2, 3], counts.Select(static entry => entry.Count));
            Assert.NotEqual(counts[0].Hash, counts[1].Hash);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> TitlesOf(IEnumerable<AwsSecurityFinding> incidents, string thing) =>
        [.. incidents.Where(finding => finding.ProductFields.GetValueOrDefault("ThingName") == thing).Select(static finding => finding.Title)];

    private static string Rule(int threshold) => $$$"""
        title: Own threshold base
        id: 5e0b54f0-3a1a-4b0d-9b7e-0c9f0a3b7a01
        name: own_threshold_base
        logsource: {product: aws, service: iot_device_defender, category: detect}
        detection:
            selection: {eventType: in-alarm, securityProfileName: OwnRules}
            condition: selection
        ---
        title: Own threshold
        id: 5e0b54f0-3a1a-4b0d-9b7e-0c9f0a3b7a02
        name: own_threshold
        correlation: {type: event_count, rules: [own_threshold_base], group-by: [thingName], timespan: 1h, condition: {gte: {{{threshold}}}}}
        level: high

        """;
}
