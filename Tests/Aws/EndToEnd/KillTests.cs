using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Amazon.SecurityHub;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The product dies without warning while AWS goes on.</summary>
public sealed class KillTests : IDisposable
{
    private const double LostAnswers = 0.2;
    private const int Kills = 4;
    private const int OutOfPlace = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    // When all queues are empty everything is told; the rest is for what the product writes right after.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    // What was in flight at a kill comes again after this long; a minute, the default, is what the test would wait for.
    private static readonly string[] ShortVisibility =
    [
        "--Pumps:Events:VisibilitySeconds=5", "--Pumps:Urgent:VisibilitySeconds=5", "--Pumps:Bulk:VisibilitySeconds=5",
        "--Pumps:UrgentLinks:VisibilitySeconds=5", "--Pumps:Links:VisibilitySeconds=5",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-kill-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>
    /// The demo's events, some of them twice and none strictly in its place, are told to a product that is killed again and again, and to one that nothing disturbs.
    /// Both were told of the audit before, whose times are the simulator's.
    /// </summary>
    [Fact]
    public async Task SIGKILL_at_random_points_of_a_story_leaves_the_firings_and_findings_of_a_run_that_nothing_disturbs()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var story = new DemoStory(new SimulatorOptions { Story = "demo", TimeScale = 10 });

        using var process = await SimulatorProcess.StartAsync(Path.Combine(_folder, "aws"), Cancelled);
        using var simulator = new SimulatorClient(process.Url);
        await using var calm = await SiloHost.StartAsync(cancellationToken: Cancelled);
        using var calmSimulator = new SimulatorClient(calm.SimulatorUrl);
        await calmSimulator.RunAuditAsync(DemoBodies.AuditOf(story), Cancelled);
        await simulator.RunAuditAsync(DemoBodies.AuditOf(story), Cancelled);
        await calmSimulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);

        var bodies = (IReadOnlyList<string>)[];
        var (sent, cuts) = (0, (IReadOnlyList<int>)[]);
        for (var life = 0; life < Kills; life++)
        {
            await using var victim = await StartAsync(process.Url);
            if (life == 0)
            {
                await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);
                bodies = [.. Disturb(DemoBodies.Of(story, DateTimeOffset.UtcNow), random)];
                cuts = [.. Enumerable.Range(0, Kills).Select(_ => random.Next(bodies.Count / 10, bodies.Count)).Order()];
                await simulator.SetFaultAsync("DeleteMessageBatch", "lost-answer", LostAnswers, Cancelled);
                await calmSimulator.SendAsync(bodies, Cancelled);
            }

            await simulator.SendAsync(bodies.Skip(sent).Take(cuts[life] - sent), Cancelled);
            sent = cuts[life];
            var left = random.Next(1 + await LeftAsync(simulator));
            await Eventually.TrueAsync($"no more than {left} events are left", async () => await LeftAsync(simulator) <= left, Cancelled, Patience);
            victim.Kill();
        }

        await using var silo = await StartAsync(process.Url);
        await simulator.SendAsync(bodies.Skip(sent), Cancelled);
        await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);
        await calmSimulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);

        await InStep.UntilEqualAsync(
            $"the firings of a run that nothing disturbs (seed {seed}, killed after {string.Join(", ", cuts)} of {bodies.Count})",
            async () => (await FiringsAsync(calm.Http, story), await FiringsAsync(silo.Http, story)),
            Soon,
            Cancelled);
        await InStep.UntilEqualAsync(
            $"the findings of a run that nothing disturbs (seed {seed})",
            async () => (await FindingsAsync(calmSimulator, story), await FindingsAsync(simulator, story)),
            Soon,
            Cancelled);

        // Equal for a reason: what fired is what a person would expect of the story.
        var fired = (await SeenEscalation.StandingAsync(silo.Http, ThingsOf(story), Cancelled)).Select(static seen => new DemoFiring(seen.Rule, seen.Thing, seen.Alarms).ToString());
        Assert.Equal(
            DemoFiring.ExpectedOf(story, story.Total).Where(static firing => firing.Thing is not null).Select(static firing => firing.ToString()).Order(StringComparer.Ordinal),
            fired.Order(StringComparer.Ordinal));
        Assert.Equal("od_fleet_wave FleetCloudSideRules/MessagesReceived-Medium things 60", Assert.Single(await SeenEscalation.FleetAsync(silo.Http, Cancelled), static line => line.Contains(" things ", StringComparison.Ordinal)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--Simulator:Story=demo", "--Simulator:TimeScale=8")]
    [InlineData("--Simulator:Story=storm", "--Simulator:Things=300", "--Simulator:Events=3000", "--Simulator:Rate=250")]
    public async Task SIGKILL_twice_in_mid_story_with_lost_answers_leaves_all_in_step_nothing_doubled_and_nothing_dead_lettered(params string[] story)
    {
        using var process = await SimulatorProcess.StartAsync(Path.Combine(_folder, "aws"), Cancelled, story);
        using var simulator = new SimulatorClient(process.Url);
        await simulator.SetFaultAsync("BatchImportFindings", "lost-answer", LostAnswers, Cancelled);
        await simulator.SetFaultAsync("DeleteMessageBatch", "lost-answer", LostAnswers, Cancelled);

        foreach (var share in (double[])[1.0 / 3, 2.0 / 3])
        {
            await using var victim = await StartAsync(process.Url);
            await simulator.WaitForStoryAsync(share, Patience, Cancelled);
            await WaitForWorkAsync(victim);
            victim.Kill();
        }

        await using var silo = await StartAsync(process.Url);
        await simulator.WaitForStoryAsync(1, Patience, Cancelled);
        await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);
        await InStep.AlarmsAsync(simulator, silo.Http, Patience, Cancelled);
        await InStep.FindingsAsync(simulator, silo.Http, Patience, Cancelled);
        if (story[0].EndsWith("demo", StringComparison.Ordinal))
        {
            await InStep.AuditsAsync(simulator, resolvedMayMiss: true, Patience, Cancelled);
        }

        foreach (var queue in SimulatorClient.DeadLetterQueues)
        {
            Assert.Equal((queue, default), (queue, await simulator.CountAsync(queue, Cancelled)));
        }

        var hits = await simulator.FaultHitsAsync(Cancelled);
        Assert.All(hits, static hit => Assert.True(hit.Value > 0, $"No answer of {hit.Key} was lost."));
        Assert.Equal(2, hits.Count);
    }

    private Task<SiloProcess> StartAsync(string simulatorUrl) => SiloProcess.StartAsync(
        Path.Combine(_folder, "silo"), ["--Simulator:Embedded=false", $"--Simulator:Url={simulatorUrl}", .. ShortVisibility], Cancelled);

    private static IEnumerable<string> ThingsOf(DemoStory story) => Enumerable.Range(0, story.Registry.Count).Select(story.Registry.NameOf);

    private static IEnumerable<string> Disturb(IEnumerable<string> bodies, Random random) => bodies
        .SelectMany((body, place) => Enumerable.Repeat(body, random.Next(5) == 0 ? 2 : 1).Select(one => (Body: one, Place: place + random.Next(OutOfPlace))))
        .OrderBy(static one => one.Place)
        .Select(static one => one.Body);

    private static async Task<int> LeftAsync(SimulatorClient simulator)
    {
        var (visible, inFlight, delayed) = await simulator.CountAsync(Scenario.EventsQueue, Cancelled);
        return visible + inFlight + delayed;
    }

    private static async Task<List<string>> FiringsAsync(HttpClient api, DemoStory story) =>
    [
        .. (await SeenEscalation.StandingAsync(api, ThingsOf(story), Cancelled)).Select(static seen => seen.ToString()).Order(StringComparer.Ordinal),
        .. await SeenEscalation.FleetAsync(api, Cancelled),
    ];

    /// <summary>What the hub holds: findings of alarms as they are; of incidents those that are open, without what tells of the moment at which they were told.</summary>
    private static async Task<List<string>> FindingsAsync(SimulatorClient simulator, DemoStory story)
    {
        var findings = (await simulator.FindingsAsync(Cancelled)).Where(static finding => !SeenAudit.IsAudit(finding)).ToLookup(InStep.IsIncident);

        // Incidents of a thing in the wave are withheld from the moment on at which the process hears of the fleet incident: some were published before.
        var incidents = findings[true].Where(finding =>
            finding.RecordState == RecordState.ACTIVE && !story.Wave.Contains(finding.ProductFields.GetValueOrDefault("ThingName")));
        return
        [
            .. findings[false].Select(static finding => SeenFinding.Of(finding).ToString()).Order(StringComparer.Ordinal),
            .. incidents.Select(static finding =>
                $"{finding.ProductFields["RuleId"]} {finding.ProductFields.GetValueOrDefault("ThingName")} {finding.Severity.Label} {finding.Workflow.Status}").Order(StringComparer.Ordinal),
        ];
    }

    // A process that has done nothing yet would be no loss.
    private static Task WaitForWorkAsync(SiloProcess silo) => Eventually.TrueAsync(
        "the product has acknowledged messages and sent findings",
        async () =>
        {
            var summary = (await silo.Http.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/summary", UriKind.Relative), Cancelled))!;
            return (long)summary["messages"]!["acknowledged"]! > 0 && (long)summary["findings"]!["sent"]! > 0;
        },
        Cancelled,
        Patience);
}
