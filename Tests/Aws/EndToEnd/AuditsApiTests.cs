using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What the API says of audits, resources, posture and reconciliation: asked of a host whose simulator ran audits by hand.</summary>
public sealed class AuditsApiTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";
    private const string Alias = "arn:aws:iot:us-east-1:111122223333:rolealias/Pump/Alias";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_audit_is_listed_with_its_progress_found_by_its_id_and_seen_in_resources_and_things()
    {
        var certificate = new string('c', 64);
        await SimulateAsync("/_sim/things", new JsonObject { ["thing"] = "lamp-c", ["principals"] = new JsonArray(certificate) });
        var task = await RunAsync(
            "api-audit-1",
            schedule: "DailyAudit",
            Finding(Expiring, "deviceCertificateId", certificate),
            Finding("IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK", "roleAliasArn", Alias));

        var audit = await DoneAsync(task);
        Assert.Equal(
            ("SCHEDULED_AUDIT_TASK", "DailyAudit", "COMPLETED", 2, 2, 2),
            ((string?)audit["taskType"], (string?)audit["scheduledAuditName"], (string?)audit["taskStatus"], (int)audit["expected"]!, (int)audit["found"]!, (int)audit["applied"]!));
        Assert.NotNull(audit["importEndedAt"]);
        Assert.Null(audit["trouble"]);
        Assert.Equal(
            ["COMPLETED_NON_COMPLIANT", "done"],
            audit["checks"]!.AsArray().Where(check => (string?)check!["checkName"] == Expiring)
                .SelectMany(check => new[] { (string?)check!["checkRunStatus"], (string?)check["state"] }));
        await SeeAsync($"/api/v1/audits/{task}", answer => (int)answer["delivered"]! >= 2 && (int)answer["delivered"]! == (int)answer["changed"]!);
        Assert.Contains(task, (await silo.Host.GetAsync("/api/v1/audits", Cancelled))["items"]!.AsArray().Select(item => (string?)item!["taskId"]));

        var resource = await SeeAsync($"/api/v1/resources/111122223333/us-east-1/device-certificate/{certificate}", answer => answer["things"]!.AsArray().Count > 0);
        Assert.Equal("lamp-c", (string?)resource["things"]![0]);
        var finding = Assert.Single(resource["findings"]!.AsArray())!;
        Assert.Equal((Expiring, "open", task, false), ((string?)finding["checkName"], (string?)finding["state"], (string?)finding["lastTaskId"], (bool)finding["archived"]!));

        var thing = await SeeAsync("/api/v1/things/111122223333/us-east-1/lamp-c", answer => (int)answer["posture"]!["findings"]! == 1);
        Assert.Equal(("NONE", "MEDIUM"), ((string?)thing["severity"], (string?)thing["posture"]!["severity"]));
        var reference = Assert.Single(thing["posture"]!["references"]!.AsArray())!;
        Assert.Equal(
            ("device-certificate", certificate, (string?)finding["findingId"]),
            ((string?)reference["resourceKind"], (string?)reference["resourceId"], (string?)reference["findingId"]));
        var listed = await silo.Host.GetAsync("/api/v1/things?minPosture=MEDIUM", Cancelled);
        Assert.Equal(["lamp-c"], listed["items"]!.AsArray().Select(item => (string?)item!["thing"]));

        // A slash of an identifier may be written as it is or encoded, and everything may be encoded.
        foreach (var id in new[] { Alias, Alias.Replace("/", "%2F", StringComparison.Ordinal), Uri.EscapeDataString(Alias) })
        {
            var alias = await silo.Host.GetAsync($"/api/v1/resources/111122223333/us-east-1/role-alias/{id}", Cancelled);
            Assert.Equal((Alias, "CRITICAL"), ((string?)alias["id"], (string?)alias["severity"]));
        }
    }

    [Fact]
    public async Task Pages_of_audits_give_every_run_once_the_latest_first()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await DoneAsync(await RunAsync($"api-page-{number}", schedule: null, Finding(Expiring, "deviceCertificateId", new string((char)('0' + number), 64))));
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await silo.Host.GetAsync($"/api/v1/audits?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", Cancelled);
            Assert.InRange(page["items"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["taskId"]!));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(["api-page-3", "api-page-2", "api-page-1"], seen.Where(task => task.StartsWith("api-page", StringComparison.Ordinal)));
        Assert.Empty((await silo.Host.GetAsync("/api/v1/audits?account=444455556666&region=eu-central-1", Cancelled))["items"]!.AsArray());
    }

    [Fact]
    public async Task Reconciliation_is_asked_for_at_once_and_says_what_it_found()
    {
        var task = await RunAsync("api-missed", schedule: null, isSilent: true, Finding(Expiring, "deviceCertificateId", new string('d', 64)));
        var ended = (DateTimeOffset?)(await SeeAsync("/api/v1/reconcile", answer => answer["endedAt"] is not null))["endedAt"];

        using var nothing = new StringContent("");
        var asked = await silo.Host.Http.PostAsync(new Uri("/api/v1/reconcile", UriKind.Relative), nothing, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.Equal("/api/v1/reconcile", asked.Headers.Location?.OriginalString);

        var answer = await SeeAsync("/api/v1/reconcile", answer => (string?)answer["state"] == "waiting" && (DateTimeOffset?)answer["endedAt"] > ended);
        Assert.Null(answer["trouble"]);
        Assert.Equal(TimeSpan.FromMinutes(360), (DateTimeOffset)answer["nextAt"]! - (DateTimeOffset)answer["endedAt"]!);
        await DoneAsync(task);
        Assert.Equal("never", (string?)(await silo.Host.GetAsync("/api/v1/reconcile?account=444455556666", Cancelled))["state"]);
    }

    [Theory]
    [InlineData("/api/v1/audits?limit=0", "limit")]
    [InlineData("/api/v1/audits?page=2", "page")]
    [InlineData("/api/v1/audits?cursor=no-such-task", "cursor")]
    [InlineData("/api/v1/audits?account=1234", "account")]
    [InlineData("/api/v1/audits/task-1?limit=5", "limit")]
    [InlineData("/api/v1/audits/task%2F1", "task")]
    [InlineData("/api/v1/reconcile?now=true", "now")]
    [InlineData("/api/v1/resources/1234/us-east-1/policy/P:1", "account")]
    [InlineData("/api/v1/resources/111122223333/us-east-1/Policy/P:1", "kind")]
    [InlineData("/api/v1/resources/111122223333/us-east-1/policy/P%0A", "id")]
    public async Task What_cannot_be_understood_is_refused_by_name(string path, string parameter)
    {
        var (status, problem) = await silo.Host.TryGetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(static error => error.Key));
    }

    [Theory]
    [InlineData("/api/v1/audits/never-heard-of", "No audit never-heard-of of 111122223333/us-east-1 is known here.")]
    [InlineData("/api/v1/resources/111122223333/us-east-1/policy/Never:1", "Nothing was ever heard of 111122223333/us-east-1/policy/Never:1.")]
    public async Task What_was_never_heard_of_is_not_found(string path, string detail)
    {
        var (status, problem) = await silo.Host.TryGetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(detail, (string?)problem["detail"]);
    }

    private static JsonObject Finding(string check, string member, string value) => new()
    {
        ["checkName"] = check,
        ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = new JsonObject { [member] = value } },
    };

    private Task<string> RunAsync(string task, string? schedule, params JsonObject[] findings) => RunAsync(task, schedule, isSilent: false, findings);

    private async Task<string> RunAsync(string task, string? schedule, bool isSilent, params JsonObject[] findings)
    {
        var described = new JsonObject { ["taskId"] = task };
        if (schedule is not null)
        {
            described["scheduledAuditName"] = schedule;
        }

        await SimulateAsync("/_sim/audits", new JsonObject
        {
            ["task"] = described,
            ["findings"] = new JsonArray([.. findings]),
            ["omit"] = new JsonObject { ["notification"] = isSilent },
        });
        return task;
    }

    private async Task SimulateAsync(string path, JsonObject body) =>
        (await silo.Host.Http.PostAsJsonAsync(new Uri(silo.Host.SimulatorUrl + path), body, Cancelled)).EnsureSuccessStatusCode();

    private Task<JsonNode> DoneAsync(string task) => SeeAsync($"/api/v1/audits/{task}", answer => (string?)answer["state"] == "done");

    private async Task<JsonNode> SeeAsync(string path, Func<JsonNode, bool> isWanted)
    {
        var seen = await Eventually.SeeAsync(
            async cancellationToken => await silo.Host.TryGetAsync(path, cancellationToken),
            answer => answer.Status == HttpStatusCode.OK && isWanted(answer.Body),
            Cancelled,
            Patience);
        return seen.Body;
    }
}
