using System.Net;

using OrleansDefender.Simulator;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class HealthStatesTests
{
    private const string Thing = "/api/v1/things/111122223333/us-east-1/pump%2F%C3%BC%2017";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hub_that_fails_degrades_readiness_says_why_and_leaves_the_things_state_fresh()
    {
        await using var silo = await SiloHost.StartAsync(cancellationToken: Cancelled);
        await silo.SetFaultAsync(new { operation = "BatchImportFindings", fault = "error", rate = 1, seconds = 600 }, Cancelled);

        await silo.SendAsync("defender-events", [InAlarm()], Cancelled);

        var failing = await Eventually.SeeAsync(
            token => silo.TryGetAsync("/health/ready", token), static ready => (string?)ready.Body["checks"]!["securityHub"]!["status"] != "Healthy", Cancelled);
        Assert.Equal(HttpStatusCode.OK, failing.Status);
        Assert.Equal("Degraded", (string?)failing.Body["status"]);
        Assert.StartsWith("BatchImportFindings", (string?)failing.Body["checks"]!["securityHub"]!["reason"], StringComparison.Ordinal);
        Assert.Equal("Healthy", (string?)failing.Body["checks"]!["events"]!["status"]);
        var thing = await silo.GetAsync(Thing, Cancelled);
        Assert.Equal("CRITICAL", (string?)thing["severity"]);
        Assert.Equal(0, (long?)(await silo.GetAsync("/api/v1/summary", Cancelled))["findings"]!["sent"]);

        await silo.ClearFaultsAsync(Cancelled);
        await Eventually.SeeAsync(
            token => silo.GetAsync("/api/v1/summary", token),
            static summary => (long?)summary["findings"]!["sent"] == 1 && (bool?)summary["hub"]!["failing"] == false,
            Cancelled);
    }

    [Fact]
    public async Task Queues_that_were_never_reached_make_it_unready_until_they_are()
    {
        var port = ChildProcess.FreePort();
        var url = $"http://127.0.0.1:{port}";
        await using var silo = await SiloHost.StartAsync(["--Simulator:Embedded=false", $"--Simulator:Url={url}"], cancellationToken: Cancelled);

        // Before the first attempt has failed there is nothing to tell of the queue.
        var unready = await Eventually.SeeAsync(
            token => silo.TryGetAsync("/health/ready", token),
            static ready => (string?)ready.Body["checks"]?["events"]?["status"] == "Unhealthy",
            Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.Status);
        Assert.StartsWith("the queue has never been reached", (string?)unready.Body["checks"]!["events"]!["reason"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await silo.TryGetAsync("/health/live", Cancelled)).Status);

        await using (await SimulatorApp.StartAsync(new SimulatorOptions { Url = url, DataPath = SimulatorOptions.InMemory }, cancellationToken: Cancelled))
        {
            await silo.SendAsync("defender-events", [InAlarm()], Cancelled);
            await Eventually.SeeAsync(token => silo.TryGetAsync(Thing, token), static thing => thing.Status == HttpStatusCode.OK, Cancelled);
            await Eventually.SeeAsync(
                token => silo.TryGetAsync("/health/ready", token),
                static ready => (string?)ready.Body["checks"]!["events"]!["status"] == "Healthy",
                Cancelled);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_as_dead_lettered_and_stops_nothing()
    {
        await using var silo = await SiloHost.StartAsync(cancellationToken: Cancelled);

        await silo.SendAsync("defender-events", ["garbage", InAlarm()], Cancelled);

        var summary = await Eventually.SeeAsync(
            token => silo.GetAsync("/api/v1/summary", token), static summary => (long?)summary["findings"]!["sent"] == 1, Cancelled);
        Assert.Equal(1, (long?)summary["messages"]!["deadLettered"]);
        Assert.Equal(1, (long?)summary["severity"]!["CRITICAL"]);
        Assert.Equal(1, (long?)summary["state"]!["open"]);
        var item = Assert.Single((await silo.GetAsync("/api/v1/things?minSeverity=CRITICAL&state=open", Cancelled))["items"]!.AsArray());
        Assert.Equal("pump/ü 17", (string?)item!["thing"]);
    }

    private static string InAlarm() =>
        $$"""
        {
          "violationEventTime": {{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}, "thingName": "pump/ü 17",
          "behavior": {
            "name": "AuthorizationFailures-Critical", "metric": "aws:num-authorization-failures",
            "criteria": { "comparisonOperator": "less-than-equals", "value": { "count": 5 }, "durationSeconds": 300 }
          },
          "violationEventType": "in-alarm", "metricValue": { "count": 54 },
          "violationId": "9c1f0a64d2b84c7e8f3a5b6d7e8f9a01", "securityProfileName": "PumpCloudSideRules"
        }
        """;
}
