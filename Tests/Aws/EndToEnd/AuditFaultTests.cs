using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>AWS fails in every way at once while audits are imported; what comes of it is what would have come without.</summary>
public sealed class AuditFaultTests
{
    private const int Resources = 700;
    private const int Suppressed = 8;
    private const string Update = "BatchUpdateFindings";
    private const double Share = 0.25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static readonly (string Operation, string Fault)[] Faults =
    [
        ("ListAuditFindings", "error"),
        ("ListAuditFindings", "lost-answer"),
        ("ListAuditFindings", "throttle"),
        ("BatchImportFindings", "error"),
        ("BatchImportFindings", "lost-answer"),
        ("BatchImportFindings", "throttle"),
        ("SendMessageBatch", "error"),
        ("SendMessageBatch", "lost-answer"),
        ("ReceiveMessage", "error"),
        ("ReceiveMessage", "duplicate"),
        ("DeleteMessageBatch", "lost-answer"),
    ];

    private static readonly string[] Settings =
    [
        "--Wake:IntervalSeconds=1", "--Wake:LeaseSeconds=10",
        "--Pumps:Events:VisibilitySeconds=5", "--Pumps:Urgent:VisibilitySeconds=5", "--Pumps:Bulk:VisibilitySeconds=5",
        "--Pumps:UrgentLinks:VisibilitySeconds=5", "--Pumps:Links:VisibilitySeconds=5",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_runs_with_suppressions_end_the_same_with_throttling_lost_answers_and_errors_as_without()
    {
        var without = await PlayAsync([]);
        var with = await PlayAsync(Faults);

        Assert.Equal(without, with);
        Assert.Equal(
            ["open", "resolved", "suppressed"],
            without.Select(static audit => audit.State).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<SeenAudit>> PlayAsync((string Operation, string Fault)[] faults)
    {
        await using var silo = await SiloHost.StartAsync(Settings, cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(silo.SimulatorUrl);
        foreach (var (operation, fault) in faults)
        {
            await simulator.SetFaultAsync(operation, fault, Share, Cancelled);
        }

        // In the second run a third is gone and a third is new.
        await RunAsync(silo, "first", from: 0, to: Resources);
        await WaitForRunAsync(silo, "first");
        if (faults.Length > 0)
        {
            await simulator.SetFaultAsync(Update, "error", 1, Cancelled);
        }

        for (var number = 0; number < Suppressed; number++)
        {
            await SuppressAsync(silo, number * Resources / Suppressed);
        }

        // A few updates are one call, so that a share of it would be luck. The second fault is there before the first one goes: nothing slips through between.
        if (faults.Length > 0)
        {
            await Eventually.TrueAsync("an update meets an error", async () => await HitsAsync(silo, "error") > 0, Cancelled, Patience);
            await simulator.SetFaultAsync(Update, "lost-answer", 1, Cancelled);
            await simulator.SetFaultAsync(Update, "error", 0, Cancelled);
            await Eventually.TrueAsync("an update's answer is lost", async () => await HitsAsync(silo, "lost-answer") > 0, Cancelled, Patience);
            await simulator.SetFaultAsync(Update, "lost-answer", 0, Cancelled);
        }

        await RunAsync(silo, "second", from: Resources / 3, to: Resources * 4 / 3);
        await WaitForRunAsync(silo, "second");
        await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);
        var hits = await silo.SimAsync("/_sim/faults", Cancelled);

        // Of an operation with few calls a single kind may miss them all by luck.
        Assert.All(
            hits["faults"]!.AsArray().GroupBy(static fault => (string?)fault!["operation"]),
            static operation => Assert.True(operation.Sum(static fault => (long)fault!["hits"]!) > 0, $"Nothing befell {operation.Key}."));
        await silo.ClearFaultsAsync(Cancelled);

        // Deliveries that a fault left hidden in a queue come again.
        await InStep.AuditsAsync(simulator, resolvedMayMiss: false, Patience, Cancelled);
        foreach (var queue in SimulatorClient.DeadLetterQueues)
        {
            Assert.Equal((queue, default), (queue, await simulator.CountAsync(queue, Cancelled)));
        }

        return [.. (await simulator.FindingsAsync(Cancelled)).Select(SeenAudit.Of).OrderBy(static audit => audit.ToString(), StringComparer.Ordinal)];
    }

    private static async Task<long> HitsAsync(SiloHost silo, string kind) =>
        (await silo.SimAsync("/_sim/faults", Cancelled))["faults"]!.AsArray().Where(fault => (string?)fault!["operation"] == Update && (string?)fault["fault"] == kind).Sum(static fault => (long)fault!["hits"]!);

    private static async Task RunAsync(SiloHost silo, string taskId, int from, int to)
    {
        var body = new JsonObject
        {
            ["task"] = new JsonObject { ["taskId"] = taskId, ["scheduledAuditName"] = "DailyAudit" },
            ["findings"] = new JsonArray([.. Enumerable.Range(from, to - from).Select(static number => new JsonObject
            {
                ["checkName"] = Check(number),
                ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = new JsonObject { ["caCertificateId"] = Id(number) } },
            })]),
        };
        using var answer = await silo.Http.PostAsJsonAsync(new Uri(silo.SimulatorUrl + "/_sim/audits"), body, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task SuppressAsync(SiloHost silo, int number)
    {
        var body = new JsonObject
        {
            ["checkName"] = Check(number),
            ["resourceIdentifier"] = new JsonObject { ["caCertificateId"] = Id(number) },
            ["suppressIndefinitely"] = true,
            ["clientRequestToken"] = Guid.NewGuid().ToString(),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo.SimulatorUrl + "/audit/suppressions/create")) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=none");
        using var answer = await silo.Http.SendAsync(request, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static Task WaitForRunAsync(SiloHost silo, string taskId) => Eventually.TrueAsync(
        $"the {taskId} run is imported",
        async () =>
        {
            var (_, run) = await silo.TryGetAsync($"/api/v1/audits/{taskId}", Cancelled);
            return run["importEndedAt"] is not null;
        },
        Cancelled,
        Patience);

    private static string Check(int number) => number % 2 == 0 ? "CA_CERTIFICATE_EXPIRING_CHECK" : "CA_CERTIFICATE_KEY_QUALITY_CHECK";

    private static string Id(int number) => number.ToString("x64", CultureInfo.InvariantCulture);
}
