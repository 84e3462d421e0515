using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Which things certificates belong to is asked ten times a second; nothing else waits for that.</summary>
public sealed class ColdCertificatesTests
{
    private const int Certificates = 10_000;

    // At ten look-ups a second some minutes leave more than these.
    private const int StillWaiting = 5_000;

    // The machine that runs the tests may be busy with something else for a moment; a system that makes alarms wait does so every time.
    private const int Attempts = 3;

    private const string Thing = "the-critical-one";

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_CRITICAL_alarm_is_in_the_hub_within_2_s_while_10_000_cold_certificates_wait()
    {
        await using var silo = await SiloHost.StartAsync(cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(silo.SimulatorUrl);
        using var told = await silo.Http.PostAsJsonAsync(new Uri(silo.SimulatorUrl + "/_sim/audits"), Audit(), Cancelled);
        Assert.True(told.IsSuccessStatusCode, await told.Content.ReadAsStringAsync(Cancelled));
        await Eventually.TrueAsync(
            "all findings are imported, and their things are asked for",
            async () =>
            {
                var runs = (await silo.GetAsync("/api/v1/audits", Cancelled))["items"]!.AsArray();
                return runs is [{ } run] && run["importEndedAt"] is not null;
            },
            Cancelled,
            Patience);

        // From the event's being sent to the hub's own time of its arrival.
        var took = new List<TimeSpan>();
        while (took.Count < Attempts && !took.Exists(static time => time <= Promised))
        {
            var thing = string.Create(CultureInfo.InvariantCulture, $"{Thing}-{took.Count}");
            var sent = TimeProvider.System.GetUtcNow();
            await silo.SendAsync([EventBody.Detect(thing, $"v-{thing}", behavior: "Exfiltration-Critical")], Cancelled);
            string? id = null;
            await Eventually.TrueAsync(
                "the alarm is known",
                async () =>
                {
                    var (_, body) = await silo.TryGetAsync($"/api/v1/things/111122223333/us-east-1/{thing}", Cancelled);
                    id = (string?)body["alarms"]?[0]?["findingId"];
                    return id is not null;
                },
                Cancelled);
            var finding = await Eventually.SeeAsync(async cancelled => await simulator.FindAsync(id!, cancelled), static found => found is not null, Cancelled, Patience);
            Assert.Equal("CRITICAL", finding!.Severity.Label.Value);
            took.Add(DateTimeOffset.Parse(finding.ProcessedAt, CultureInfo.InvariantCulture) - sent);
        }

        var asked = await silo.CallsAsync("ListPrincipalThings", "count", Cancelled);
        Assert.True(Certificates - asked >= StillWaiting, $"{asked} certificates were asked for: the measurement says nothing.");
        Assert.NotEqual(default, await simulator.CountAsync("defender-links", Cancelled));
        Assert.True(took[^1] <= Promised, $"It took {string.Join(", ", took)}; promised are {Promised}.");
        Assert.Equal(0, await silo.CallsAsync("ListPrincipalThings", "throttled", Cancelled));
    }

    private static JsonObject Audit()
    {
        var findings = new JsonArray();
        for (var number = 0; number < Certificates; number++)
        {
            findings.Add(new JsonObject
            {
                ["checkName"] = "DEVICE_CERTIFICATE_EXPIRING_CHECK",
                ["nonCompliantResource"] = new JsonObject
                {
                    ["resourceIdentifier"] = new JsonObject { ["deviceCertificateId"] = number.ToString("x64", CultureInfo.InvariantCulture) },
                },
            });
        }

        return new JsonObject { ["task"] = new JsonObject { ["scheduledAuditName"] = "DailyAudit" }, ["findings"] = findings };
    }
}
