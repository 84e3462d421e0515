using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet.Stories;

using Xunit;

namespace OrleansDefender.Tests.Unit.Simulator;

public sealed class AuditTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("audits").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(2) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_suppression_that_has_ended_suppresses_no_more()
    {
        await using var host = await StartAsync();
        var resource = new JsonObject { ["account"] = "111122223333" };
        await ChangeAsync(host, (audits, connection, time) => audits.Suppress(
            connection, new AuditSuppression(AuditCatalog.Logging, AuditResource.Key(resource), time + 3_600_000, null)));
        var during = await RunAsync(host, AuditCatalog.Logging, resource);
        Assert.Equal("suppressed", Assert.Single(await TruthAsync(host)).State);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("open", Assert.Single(await TruthAsync(host)).State);
        var after = await RunAsync(host, AuditCatalog.Logging, resource);
        Assert.Equal(("COMPLETED_COMPLIANT", "COMPLETED_NON_COMPLIANT"), (Status(during), Status(after)));
        Assert.Empty(await host.State.ReadAsync((connection, now) => host.State.Audits.Suppressions(connection, null, null, true, 0, 10, now), Cancelled));
    }

    [Fact]
    public async Task Suppressed_resources_count_where_the_rule_is_off()
    {
        var options = new SimulatorOptions { Rules = new SimulatorRules { SuppressedResourcesAreNotCounted = false } };
        await using var host = await StartAsync(options);
        var resource = new JsonObject { ["account"] = "111122223333" };
        await ChangeAsync(host, (audits, connection, _) => audits.Suppress(
            connection, new AuditSuppression(AuditCatalog.Logging, AuditResource.Key(resource), null, null)));

        var run = await RunAsync(host, AuditCatalog.Logging, resource);

        var detail = JsonNode.Parse(run.Details)![0]!;
        Assert.Equal(("COMPLETED_NON_COMPLIANT", 1L, 1L), (Status(run), (long)detail["nonCompliantResourcesCount"]!, (long)detail["suppressedNonCompliantResourcesCount"]!));
    }

    [Fact]
    public async Task After_ninety_days_a_run_and_its_findings_are_forgotten_and_what_stands_is_not()
    {
        await using var host = await StartAsync();
        var run = await RunAsync(host, AuditCatalog.Logging, new JsonObject { ["account"] = "111122223333" });
        Assert.Single(await ListAsync(host, new AuditFilter { TaskId = run.TaskId }));

        _clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(10));
        await host.State.ForgetAsync(Cancelled);
        Assert.Single(await ListAsync(host, new AuditFilter { TaskId = run.TaskId }));

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(await ListAsync(host, new AuditFilter { TaskId = run.TaskId }));
        await host.State.ForgetAsync(Cancelled);
        Assert.Empty(await host.State.ReadAsync((connection, _) => host.State.Audits.Latest(connection, 10), Cancelled));
        Assert.Equal("open", Assert.Single(await TruthAsync(host)).State);
    }

    [Fact]
    public async Task A_big_audit_has_the_same_pages_whatever_their_size_and_tells_what_was_suppressed()
    {
        var options = new SimulatorOptions { Story = "audit-storm", Findings = 1_234 };
        await using var host = await StartAsync(options);
        var audit = new GeneratedAudit(options.Seed, options.Findings);
        var (check, resource, _) = audit.IdentityOf(402);
        await ChangeAsync(host, (audits, connection, _) => audits.Suppress(connection, new AuditSuppression(check, AuditResource.Key(resource), null, null)));
        var run = await ChangeAsync(host, (audits, connection, time) => audits.Generate(connection, audit, "SCHEDULED_AUDIT_TASK", "DailyAudit", time, 0));

        var whole = await ListAsync(host, new AuditFilter { TaskId = run.TaskId, Limit = 2_000 });

        Assert.Equal(1_234, whole.Count);
        Assert.Equal([402L, 403L], whole.Where(piece => (bool)piece.Body["isSuppressed"]!).Select(piece => piece.Position));
        foreach (var filter in new AuditFilter[]
        {
            new(), new() { Check = check }, new() { Suppressed = true }, new() { Suppressed = false }, new() { Check = AuditCatalog.Age, Suppressed = true },
            new() { Resource = resource }, new() { Resource = resource, Suppressed = false },
        })
        {
            var expected = whole.Where(piece =>
                (filter.Check is null || filter.Check == (string?)piece.Body["checkName"])
                && (filter.Suppressed is null || filter.Suppressed == (bool)piece.Body["isSuppressed"]!)
                && (filter.Resource is null || JsonNode.DeepEquals(filter.Resource, piece.Body["nonCompliantResource"]!["resourceIdentifier"])));
            var paged = new List<AuditPiece>();
            var start = (run.Number, 0L);
            while (await ListAsync(host, filter with { TaskId = run.TaskId, Start = start, Limit = 8 }) is { Count: > 0 } page)
            {
                paged.AddRange(page.Take(7));
                if (page.Count < 8)
                {
                    break;
                }

                start = (page[7].Run, page[7].Position);
            }

            Assert.Equal(expected.Select(piece => piece.Body.ToJsonString()), paged.Select(piece => piece.Body.ToJsonString()));
        }

        var truth = await MadeTruthAsync(host);
        Assert.Equal(1_234, truth.Count);
        Assert.Equal(2, truth.Count(finding => finding.State == "suppressed"));
        Assert.All(truth.Where(finding => finding.State != "suppressed"), finding => Assert.Equal("open", finding.State));
    }

    [Fact]
    public async Task What_an_audit_by_hand_no_longer_lists_of_a_big_one_is_resolved_unless_its_check_is_windowed()
    {
        var audit = new GeneratedAudit(1, 50);
        await using var host = await StartAsync();
        await ChangeAsync(host, (audits, connection, time) => audits.Generate(connection, audit, "SCHEDULED_AUDIT_TASK", "DailyAudit", time, 0));
        var kept = audit.IdentityOf(1);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(host, AuditCatalog.Age, kept.Resource, AuditCatalog.ClientIds);

        var stored = Assert.Single(await TruthAsync(host));
        Assert.Equal((AuditCatalog.Age, AuditResource.Key(kept.Resource), "open"), (stored.Check, stored.Resource, stored.State));
        var made = await MadeTruthAsync(host);
        Assert.Equal(49, made.Count);
        Assert.All(made, finding => Assert.Equal(finding.Check == AuditCatalog.Age ? "resolved" : "open", finding.State));
    }

    [Fact]
    public async Task A_big_audit_takes_over_what_was_stored_of_its_checks()
    {
        var audit = new GeneratedAudit(1, 50);
        await using var host = await StartAsync();
        var known = audit.IdentityOf(1);
        await RunAsync(host, AuditCatalog.Age, known.Resource);
        await RunAsync(host, AuditCatalog.Revoked, AuditResource.Client("another"));
        await RunAsync(host, AuditCatalog.Logging, new JsonObject { ["account"] = "111122223333" });

        _clock.Advance(TimeSpan.FromMinutes(1));
        await ChangeAsync(host, (audits, connection, time) => audits.Generate(connection, audit, "SCHEDULED_AUDIT_TASK", "DailyAudit", time, 0));

        Assert.Equal(
            [(AuditCatalog.Logging, "open"), (AuditCatalog.Revoked, "resolved")],
            (await TruthAsync(host)).Select(finding => (finding.Check, finding.State)));
        Assert.Equal(50, (await MadeTruthAsync(host)).Count);
    }

    [Fact]
    public async Task An_audit_on_demand_of_a_big_ones_checks_finds_the_same()
    {
        var audit = new GeneratedAudit(1, 50);
        await using var host = await StartAsync();
        await ChangeAsync(host, (audits, connection, time) => audits.Generate(connection, audit, "SCHEDULED_AUDIT_TASK", "DailyAudit", time, 0));
        _clock.Advance(TimeSpan.FromMinutes(1));

        var run = await ChangeAsync(host, (audits, connection, time) => audits.RunOnDemand(connection, [AuditCatalog.Age, AuditCatalog.Logging], static _ => true, time));

        var found = await ListAsync(host, new AuditFilter { TaskId = run.TaskId, Limit = 100 });
        Assert.Equal(audit.From(0, AuditCatalog.Age).Select(number => (long)number), found.Select(piece => piece.Position));
        Assert.All(await MadeTruthAsync(host), finding => Assert.Equal("open", finding.State));
    }

    [Fact]
    public async Task The_audit_storm_is_one_run_that_a_killed_process_finds_again()
    {
        var file = Path.Combine(_folder, "simulator.db");
        var options = new SimulatorOptions { Story = "audit-storm", Findings = 300 };
        var queue = new RecordingQueue();
        AuditRun run;
        await using (var host = await FleetHost.StartAsync(file, options, queue, _clock))
        {
            await queue.WhenAsync(1);
            run = Assert.Single(await host.State.ReadAsync((connection, _) => host.State.Audits.Latest(connection, 10), Cancelled));
        }

        await using var again = await FleetHost.StartAsync(file, options, queue, _clock);
        await again.StopStoryAsync();

        Assert.Equal(run, Assert.Single(await again.State.ReadAsync((connection, _) => again.State.Audits.Latest(connection, 10), Cancelled)));
        Assert.Single(queue.Bodies.Distinct());
        Assert.Equal(300, (await ListAsync(again, new AuditFilter { TaskId = run.TaskId, Limit = 1_000 })).Count);
    }

    [Fact]
    public async Task The_demos_audits_end_as_its_script_says()
    {
        var options = new SimulatorOptions { Story = "demo", TimeScale = 100_000 };
        var story = new DemoStory(options);
        var queue = new RecordingQueue();
        await using var host = await FleetHost.StartAsync(":memory:", options, queue);
        await queue.WhenAsync((int)story.Total);
        await host.StopStoryAsync();

        var runs = await host.State.ReadAsync((connection, _) => host.State.Audits.Latest(connection, 10), Cancelled);
        Assert.Equal(["DailyAudit", "DailyAudit", null], runs.Select(run => run.Schedule).Order(Comparer<string?>.Create(static (a, b) => string.CompareOrdinal(b, a))));
        Assert.Equal(runs.Select(run => run.Started).OrderDescending(), runs.Select(run => run.Started));
        var truth = await TruthAsync(host);
        var counts = truth.GroupBy(finding => finding.Check).ToDictionary(
            check => check.Key,
            check => (check.Count(f => f.State == "open"), check.Count(f => f.State == "suppressed"), check.Count(f => f.State == "resolved")));
        Assert.Equal(
            new Dictionary<string, (int, int, int)>
            {
                [AuditCatalog.Expiring] = (5, 1, 2),
                [AuditCatalog.KeyQuality] = (2, 0, 0),
                [AuditCatalog.Shared] = (1, 0, 0),
                [AuditCatalog.ClientIds] = (2, 0, 0),
                [AuditCatalog.Policy] = (1, 0, 1),
                [AuditCatalog.PolicyMistake] = (0, 2, 0),
                [AuditCatalog.RoleAlias] = (0, 0, 1),
                [AuditCatalog.IntermediateCa] = (1, 0, 0),
                [AuditCatalog.Logging] = (1, 0, 0),
            },
            counts);
        var second = JsonNode.Parse(runs[1].Details)!.AsArray();
        Assert.Contains(second, detail => (string?)detail!["checkName"] == AuditCatalog.KeyQuality && (string?)detail["checkRunStatus"] == "FAILED");
        Assert.Equal(2, queue.Bodies.Count(body => body.Contains("CreateAuditSuppression", StringComparison.Ordinal)));
        Assert.Equal(3, queue.Bodies.Count(body => body.Contains("auditDetails", StringComparison.Ordinal)));
    }

    private static string? Status(AuditRun run) => (string?)JsonNode.Parse(run.Details)![0]!["checkRunStatus"];

    private static Task<T> ChangeAsync<T>(FleetHost host, Func<AuditTables, SqliteConnection, long, T> change) =>
        host.State.ChangeAsync((connection, time) => change(host.State.Audits, connection, time), Cancelled);

    private static Task<bool> ChangeAsync(FleetHost host, Action<AuditTables, SqliteConnection, long> change) => ChangeAsync(
        host,
        (audits, connection, time) =>
        {
            change(audits, connection, time);
            return true;
        });

    private static async Task<AuditRun> RunAsync(FleetHost host, string check, JsonObject resource, params IEnumerable<string> compliant)
    {
        var body = new JsonObject
        {
            ["auditDetails"] = new JsonArray([.. compliant.Prepend(check).Select(name => new JsonObject { ["checkName"] = name })]),
            ["findings"] = new JsonArray(new JsonObject
            {
                ["checkName"] = check,
                ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = resource.DeepClone() },
            }),
        };
        return (await ChangeAsync(host, (audits, connection, time) => audits.Run(connection, AuditRequest.Parse(body), time, 0)))!;
    }

    private static Task<List<AuditPiece>> ListAsync(FleetHost host, AuditFilter filter)
    {
        var oldest = host.State.OldestAudit;
        return host.State.ReadAsync((connection, _) => host.State.Audits.Findings(connection, filter, oldest), Cancelled);
    }

    private static Task<List<AuditTruth>> TruthAsync(FleetHost host) =>
        host.State.ReadAsync((connection, now) => host.State.Audits.Truth(connection, ("", "", ""), 1_000, now), Cancelled);

    private static async Task<List<AuditTruth>> MadeTruthAsync(FleetHost host) =>
        [.. (await host.State.ReadAsync((connection, now) => host.State.Audits.MadeTruth(connection, 0, 10_000, now), Cancelled)).Select(finding => finding.Truth)];

    private Task<FleetHost> StartAsync(SimulatorOptions? options = null)
    {
        options ??= new SimulatorOptions();
        options.Story = "none";
        return FleetHost.StartAsync(":memory:", options, new RecordingQueue(), _clock);
    }
}
