using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The rules of AWS that no primary source proves: the product keeps its promises whichever way they are.</summary>
public sealed class MediumConfidenceTests
{
    private const string Import = "BatchImportFindings";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("StaleImportIsSilent")]
    [InlineData("StrictFindingIds")]
    [InlineData("InvalidFindingFailsAlone")]
    [InlineData("StrictTypes")]
    [InlineData("ContainsInFilters")]
    [InlineData("UnknownMembersAreRefused")]
    [InlineData("StrictResourceLengths")]
    [InlineData("TokenBelongsToQuery")]
    public async Task With_the_rule_off_alarms_and_words_stand_in_the_hub_as_they_should(string rule)
    {
        await using var host = await StartAsync(rule);
        await host.SendAsync(
            [
                EventBody.Detect("open", "v-open"),
                EventBody.Detect("cleared", "v-cleared"),
                EventBody.Detect("false", "v-false"),
                EventBody.Detect("true", "v-true"),
                EventBody.Detect("odd name/é🜁", "v-odd"),
            ],
            Cancelled);
        await host.QuietAsync(Cancelled);
        await host.SendAsync(
            [
                EventBody.Detect("cleared", "v-cleared", "alarm-cleared", minute: 15),
                EventBody.Verification("v-false", "FALSE_POSITIVE", "Planned"),
                EventBody.Verification("v-true", "TRUE_POSITIVE", "Seen on site"),
            ],
            Cancelled);
        await host.QuietAsync(Cancelled);

        Assert.Equal(
            [
                "cleared ARCHIVED NEW -",
                "false ARCHIVED SUPPRESSED FALSE_POSITIVE",
                "odd name/é🜁 ACTIVE NEW -",
                "open ACTIVE NEW -",
                "true ACTIVE NOTIFIED TRUE_POSITIVE",
            ],
            await SeenAsync(host));
        foreach (var alarm in await host.AlarmsAsync(["open", "cleared", "false", "true", "odd name/é🜁"], Cancelled))
        {
            Assert.Null(alarm["rejection"]);
        }
    }

    [Fact]
    public async Task An_import_whose_answer_was_lost_counts_as_landed_where_the_hub_refuses_its_repetition()
    {
        await using var host = await StartAsync("StaleImportIsSilent");
        await host.SetFaultAsync(new { operation = Import, fault = "lost-answer", rate = 1 }, Cancelled);
        await host.SendAsync([EventBody.Detect("lost", "v-lost")], Cancelled);
        await Eventually.TrueAsync(
            "a lost answer",
            async () => (await host.SimAsync("/_sim/faults", Cancelled))["faults"]!.AsArray().Sum(static row => (long)row!["hits"]!) > 0,
            Cancelled,
            TimeSpan.FromSeconds(60));
        await host.SetFaultAsync(new { operation = Import, fault = "lost-answer", rate = 0 }, Cancelled);
        await host.QuietAsync(Cancelled);

        // The repetition was refused, or this proves nothing.
        Assert.Contains(
            (await host.SimAsync($"/_sim/calls?operation={Import}", Cancelled))["calls"]!.AsArray(), static call => (string?)call!["outcome"] == "partial");
        Assert.Equal(["lost ACTIVE NEW -"], await SeenAsync(host));
        Assert.Null((await host.OnlyAlarmAsync("lost", Cancelled))["rejection"]);

        await host.SendAsync([EventBody.Verification("v-lost", "TRUE_POSITIVE", "Seen on site")], Cancelled);
        await host.QuietAsync(Cancelled);

        Assert.Equal(["lost ACTIVE NOTIFIED TRUE_POSITIVE"], await SeenAsync(host));
        Assert.Null((await host.OnlyAlarmAsync("lost", Cancelled))["rejection"]);
    }

    private static Task<SiloHost> StartAsync(string ruleThatIsOff) =>
        SiloHost.StartAsync([$"--Simulator:Rules:{ruleThatIsOff}=false"], cancellationToken: Cancelled);

    private static async Task<IEnumerable<string>> SeenAsync(SiloHost host) =>
        (await host.FindingsAsync(Cancelled))
            .Select(static finding =>
                $"{Scenario.ThingOf(finding)} {finding.RecordState} {finding.Workflow.Status} {finding.VerificationState?.Value ?? "-"}")
            .Order(StringComparer.Ordinal);
}
