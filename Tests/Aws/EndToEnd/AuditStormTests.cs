using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The audit of the benchmark, fifty times smaller: a product that is killed twice while it imports.</summary>
public sealed class AuditStormTests : IDisposable
{
    private const int Findings = 20_000;
    private const int FindingsPerList = 250;
    private const int FindingsPerImport = 100;
    private const int Kills = 2;

    // Each check's last page is its own, and a step of four pages that a kill cut off is listed again, with the next one that was read ahead.
    private const int MostChecks = 12;
    private const int ListsLostPerKill = 8;

    // Deliveries come in whatever number the queue gives at a time: not every import is a full one. What was under way at a kill is imported again.
    private const int MostImports = Findings / FindingsPerImport * 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static readonly string[] Settings =
    [
        "--Wake:IntervalSeconds=1", "--Wake:LeaseSeconds=10",
        "--Pumps:Events:VisibilitySeconds=5", "--Pumps:Urgent:VisibilitySeconds=15", "--Pumps:Bulk:VisibilitySeconds=15",
        "--Pumps:UrgentLinks:VisibilitySeconds=15", "--Pumps:Links:VisibilitySeconds=15",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-audit-storm-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_audit_of_20_000_findings_lands_whole_though_the_product_is_killed_at_30_and_at_70_percent()
    {
        using var process = await SimulatorProcess.StartAsync(
            Path.Combine(_folder, "aws"), Cancelled, "--Simulator:Story=audit-storm", string.Create(CultureInfo.InvariantCulture, $"--Simulator:Findings={Findings}"));
        using var simulator = new SimulatorClient(process.Url);

        foreach (var share in (double[])[0.3, 0.7])
        {
            await using var victim = await StartAsync(process.Url);
            await WaitAsync(victim, run => (long)run["found"]! >= share * Findings, $"{share:P0} are listed");
            victim.Kill();
        }

        await using var silo = await StartAsync(process.Url);
        await WaitAsync(silo, static run => run["importEndedAt"] is not null, "the import has ended");
        await Eventually.TrueAsync(
            "every finding is in the hub",
            async () => await simulator.CountFindingsAsync(Cancelled) >= Findings,
            Cancelled,
            Patience);

        var run = (await RunsAsync(silo)).Single()!;
        Assert.Equal(("done", (long)Findings), ((string?)run["state"], (long)run["found"]!));
        Assert.All(run["checks"]!.AsArray(), static check => Assert.Equal("done", (string?)check!["state"]));

        var calls = (await simulator.PageAsync("/_sim/calls?limit=0", Cancelled))["operations"]!.AsArray();
        Assert.InRange(Count(calls, "ListAuditFindings"), Findings / FindingsPerList, (Findings / FindingsPerList) + MostChecks + (Kills * ListsLostPerKill));
        Assert.InRange(Count(calls, "BatchImportFindings"), Findings / FindingsPerImport, MostImports);

        await EqualAsync(simulator);
        foreach (var queue in SimulatorClient.DeadLetterQueues)
        {
            Assert.Equal((queue, default), (queue, await simulator.CountAsync(queue, Cancelled)));
        }
    }

    /// <summary>The hub's findings are those of the fleet, one for one. GetFindings allows three calls a second, so that it is read once, at the end.</summary>
    private static async Task EqualAsync(SimulatorClient simulator)
    {
        var expected = (await InStep.ExpectedAuditsAsync(simulator, Cancelled)).Select(static audit => audit.ToString()).Order(StringComparer.Ordinal).ToList();
        var seen = (await simulator.FindingsAsync(Cancelled)).Select(static finding => SeenAudit.Of(finding).ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Findings, expected.Count);
        Assert.True(
            expected.SequenceEqual(seen, StringComparer.Ordinal),
            $"{seen.Count} findings, {expected.Count} expected. Missing: {string.Join("; ", expected.Except(seen).Take(5))}. Unexpected: {string.Join("; ", seen.Except(expected).Take(5))}.");
    }

    private static long Count(JsonArray operations, string operation) =>
        operations.Where(row => (string?)row!["operation"] == operation).Sum(static row => (long)row!["count"]!);

    private static async Task<JsonArray> RunsAsync(SiloProcess silo) =>
        (await silo.Http.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/audits", UriKind.Relative), Cancelled))!["items"]!.AsArray();

    private static Task WaitAsync(SiloProcess silo, Func<JsonNode, bool> condition, string what) => Eventually.TrueAsync(
        what,
        async () => (await RunsAsync(silo)) is [{ } run] && condition(run),
        Cancelled,
        Patience);

    private Task<SiloProcess> StartAsync(string simulatorUrl) =>
        SiloProcess.StartAsync(Path.Combine(_folder, "silo"), ["--Simulator:Embedded=false", $"--Simulator:Url={simulatorUrl}", .. Settings], Cancelled);
}
