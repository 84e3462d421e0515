using System.Text.Json.Nodes;

using Amazon.SecurityHub.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class DemoStoryTests
{
    private static readonly TimeSpan StoryTimeout = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_told_story_stands_in_the_API_and_in_Security_Hub_as_the_fleet_saw_it()
    {
        await using var host = await SiloHost.StartAsync(["--Simulator:Story=demo", "--Simulator:TimeScale=10"], cancellationToken: Cancelled);
        await Eventually.TrueAsync(
            "a story that is told to its end",
            async () => (bool)(await host.SimAsync("/_sim/story", Cancelled))["done"]!,
            Cancelled,
            StoryTimeout);

        // The fleet goes on with a few alarms, one each few seconds: what is compared must be of one quiet moment.
        JsonArray expected = [];
        IReadOnlyList<JsonNode> alarms = [];
        IReadOnlyList<AwsSecurityFinding> all = [];
        IReadOnlyList<string> audits = [];
        await Eventually.TrueAsync(
            "a moment in which nothing is under way",
            async () =>
            {
                expected = await ExpectedAsync(host);
                if ((await host.LeftAsync(Cancelled)).Length > 0)
                {
                    return false;
                }

                alarms = await host.AlarmsAsync(expected.Select(static alarm => (string)alarm!["thing"]!).Distinct(), Cancelled);
                return await IsStillAsync(host, expected);
            },
            Cancelled,
            StoryTimeout);

        Assert.Equal(Sorted(expected.Select(static alarm => Describe(alarm!, isOpen: (bool)alarm!["open"]!))), Sorted(alarms.Select(static alarm => Describe(alarm, isOpen: (string?)alarm["state"] == "open"))));
        var listed = (await host.GetAsync("/api/v1/things?limit=1000", Cancelled))["items"]!.AsArray().Select(static item => (string)item!["thing"]!);
        Assert.Empty(expected.Select(static alarm => (string)alarm!["thing"]!).Except(listed));
        foreach (var verification in (string[])["FALSE_POSITIVE", "BENIGN_POSITIVE", "TRUE_POSITIVE"])
        {
            Assert.Single(alarms, alarm => (string?)alarm["verification"] == verification);
        }

        // Before the test's own reading, which has a small quota of its own.
        var calls = (await host.SimAsync("/_sim/calls?limit=0", Cancelled))["operations"]!.AsArray();
        Assert.All(calls, static row => Assert.Equal(0, (int)row!["throttled"]!));
        Assert.Contains(calls, static row => (string?)row!["operation"] == "BatchImportFindings" && (int)row["ok"]! > 0);

        await Eventually.TrueAsync(
            "alarms and findings of one moment",
            async () =>
            {
                expected = await ExpectedAsync(host);
                if ((await host.LeftAsync(Cancelled)).Length > 0)
                {
                    return false;
                }

                alarms = await host.AlarmsAsync(expected.Select(static alarm => (string)alarm!["thing"]!).Distinct(), Cancelled);
                audits = Sorted(await ExpectedAuditsAsync(host));
                all = await host.FindingsAsync(Cancelled);
                return await IsStillAsync(host, expected);
            },
            Cancelled,
            StoryTimeout);

        var findings = all.Where(static finding => !SeenAudit.IsAudit(finding) && !InStep.IsIncident(finding)).Select(SeenFinding.Of).ToList();
        Assert.Equal(Sorted(alarms.Select(FindingOf)), Sorted(findings));
        Assert.Equal(audits, Sorted(all.Where(SeenAudit.IsAudit).Select(SeenAudit.Of)));
        Assert.Equal(["open", "resolved", "suppressed"], (await ExpectedAuditsAsync(host)).Select(static audit => audit.State).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["ACTIVE", "ARCHIVED", "SUPPRESSED"],
            findings.SelectMany(static finding => (string[])[finding.RecordState, finding.Workflow]).Distinct().Where(static word => word is "ACTIVE" or "ARCHIVED" or "SUPPRESSED").Order(StringComparer.Ordinal));
        Assert.Empty(await host.TakeDeadLettersAsync(Cancelled));
    }

    private static async Task<JsonArray> ExpectedAsync(SiloHost host)
    {
        var page = await host.SimAsync("/_sim/expected?limit=10000", Cancelled);
        Assert.Null(page["cursor"]);
        return [.. page["items"]!.AsArray().Where(static alarm => !(bool)alarm!["suppressed"]!).Select(static alarm => alarm!.DeepClone())];
    }

    private static async Task<IReadOnlyList<SeenAudit>> ExpectedAuditsAsync(SiloHost host)
    {
        using var simulator = new SimulatorClient(host.SimulatorUrl);
        return await InStep.ExpectedAuditsAsync(simulator, Cancelled);
    }

    /// <summary>Whether the fleet has not moved, nor any message, since its truth was read.</summary>
    private static async Task<bool> IsStillAsync(SiloHost host, JsonArray before) =>
        JsonNode.DeepEquals(before, await ExpectedAsync(host)) && (await host.LeftAsync(Cancelled)).Length == 0;

    private static string Describe(JsonNode alarm, bool isOpen) =>
        $"{alarm["thing"]} {alarm["profile"]} {alarm["behavior"]} {(isOpen ? "open" : "closed")} {alarm["episodes"]} {alarm["violationId"]} {alarm["verification"]}";

    /// <summary>What follows from an alarm for its finding.</summary>
    private static SeenFinding FindingOf(JsonNode alarm)
    {
        var (isOpen, verification) = ((string?)alarm["state"] == "open", (string?)alarm["verification"]);

        // What is kept active though the alarm has closed: a flapping alarm for an hour, and one that went silent after an analyst had confirmed it.
        var isKept = alarm["heldUntil"] is not null || (verification == "TRUE_POSITIVE" && (string?)alarm["lastTransition"] == "alarm-invalidated");
        var isSuppressed = verification is "FALSE_POSITIVE" or "BENIGN_POSITIVE";

        // Rules may have raised it; of itself it is what its name says.
        var suffix = ((string)alarm["behavior"]!).Split('-')[^1].ToUpperInvariant();
        Assert.Equal(suffix is "CRITICAL" or "HIGH" or "LOW" or "INFORMATIONAL" ? suffix : "MEDIUM", (string?)alarm["baseSeverity"]);
        return new SeenFinding(
            (string)alarm["findingId"]!,
            (isOpen || isKept) && !isSuppressed ? "ACTIVE" : "ARCHIVED",
            isSuppressed ? "SUPPRESSED" : verification == "TRUE_POSITIVE" ? "NOTIFIED" : "NEW",
            (string)alarm["severity"]!);
    }

    private static string[] Sorted<T>(IEnumerable<T> rows) => [.. rows.Select(static row => row!.ToString()!).Order(StringComparer.Ordinal)];
}
