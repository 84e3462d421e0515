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
    private const string SeveralBehaviorsId = "7c0d5b1e-92f4-4e6a-8d3b-0a1f5c2e0102";

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
    public async Task A_changed_threshold_of_a_shipped_rule_changes_what_fires_and_the_numbers_of_the_explanation()
    {
        var (two, three) = (await ExplainAsync(2), await ExplainAsync(3));

        Assert.NotEqual(two.Hash, three.Hash);
        foreach (var (explained, threshold) in new[] { (two, 2), (three, 3) })
        {
            Assert.Equal((threshold, threshold), (explained.Count, explained.Evidence));
            Assert.Contains($"Incident to HIGH: pump-1: {threshold} different behaviors in a day\n", explained.Text, StringComparison.Ordinal);
            Assert.Contains($", counted {threshold}, ", explained.Text, StringComparison.Ordinal);
            Assert.Contains($", content {explained.Hash}\n", explained.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>Three behaviors of one thing, explained under the shipped rule with another threshold.</summary>
    private static async Task<(int Count, int Evidence, string Hash, string Text)> ExplainAsync(int threshold)
    {
        var folder = Directory.CreateTempSubdirectory("defender-rules-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "own_several_behaviors.yml"), SeveralBehaviors(threshold), Cancelled);
            await using var host = await SiloHost.StartAsync(["--Simulator:Story=none", $"--Correlation:RulesPath={folder.FullName}"], cancellationToken: Cancelled);

            // Of now: what would have stepped down to nothing before it is first seen never is an escalation.
            var minute = (DateTimeOffset.UtcNow - EventBody.Noon).TotalMinutes;
            await host.SendAsync(
                Scenario.EventsQueue,
                new[] { "Depth-Medium", "Heat-Medium", "Noise-Medium" }.Select((behavior, place) => EventBody.Detect(
                    "pump-1", $"{place:x32}", minute: minute - 10 + place, behavior: behavior)),
                Cancelled);
            await host.QuietAsync(Cancelled);

            const string Explain = "/api/v1/things/111122223333/us-east-1/pump-1/explain";
            var escalation = Assert.Single((await host.GetAsync(Explain, Cancelled))["escalations"]!.AsArray(), static one => (string?)one!["rule"] == SeveralBehaviorsId)!;
            var text = await host.Http.GetStringAsync(new Uri($"{Explain}?format=text", UriKind.Relative), Cancelled);
            return ((int)escalation["count"]!, escalation["evidence"]!.AsArray().Count, (string)escalation["ruleHash"]!, text);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> TitlesOf(IEnumerable<AwsSecurityFinding> incidents, string thing) =>
        [.. incidents.Where(finding => finding.ProductFields.GetValueOrDefault("ThingName") == thing).Select(static finding => finding.Title)];

    /// <summary>The shipped rule with another threshold: by its id it takes its place.</summary>
    private static string SeveralBehaviors(int threshold) => $$$"""
        title: Several behaviors of one thing in a day
        id: {{{SeveralBehaviorsId}}}
        name: od_several_behaviors
        correlation:
            type: value_count
            rules: [od_serious_alarm]
            group-by: [thingName]
            timespan: 24h
            condition: {field: behaviorName, gte: {{{threshold}}}}
        level: high
        effect: {incident: true, title: '{thingName}: {count} different behaviors in a day', quiet: 24h}

        """;
}
