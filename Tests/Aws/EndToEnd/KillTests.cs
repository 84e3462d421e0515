using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The product dies without warning while AWS goes on.</summary>
public sealed class KillTests : IDisposable
{
    private const double LostAnswers = 0.2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    // What was in flight at a kill comes again after this long; a minute, the default, is what the test would wait for.
    private static readonly string[] ShortVisibility =
    [
        "--Pumps:Events:VisibilitySeconds=5", "--Pumps:Urgent:VisibilitySeconds=5", "--Pumps:Bulk:VisibilitySeconds=5",
        "--Pumps:UrgentLinks:VisibilitySeconds=5", "--Pumps:Links:VisibilitySeconds=5",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-kill-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
