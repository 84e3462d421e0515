using System.Net;

using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>Security Hub fails, from the first call on.</summary>
public sealed class HubOutageTests : IDisposable
{
    private const string Import = "BatchImportFindings";

    // A finding that was handed over waits this long for the hub, as it was then, before its delivery asks the owner anew.
    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-outage-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_hub_that_is_down_leaves_things_right_is_named_as_degraded_and_gets_each_finding_once_when_it_is_back()
    {
        using var process = await SimulatorProcess.StartAsync(
            Path.Combine(_folder, "aws"), Cancelled, "--Simulator:Story=storm", "--Simulator:Things=150", "--Simulator:Events=1500");
        using var simulator = new SimulatorClient(process.Url);
        await simulator.SetFaultAsync(Import, "error", 1, Cancelled);
        await using var silo = await SiloHost.StartAsync(
            ["--Simulator:Embedded=false", $"--Simulator:Url={process.Url}"], Path.Combine(_folder, "silo"), cancellationToken: Cancelled);

        await simulator.WaitForStoryAsync(1, Patience, Cancelled);
        await simulator.WaitForEmptyAsync(["defender-events"], Patience, Cancelled);
        var drained = TimeProvider.System.GetUtcNow();
        await InStep.AlarmsAsync(simulator, silo.Http, Patience, Cancelled);
        var reason = await WaitForReasonAsync(silo);
        Assert.StartsWith($"{Import}: ", reason, StringComparison.Ordinal);
        Assert.Equal(0, await simulator.CountFindingsAsync(Cancelled));

        await Eventually.TrueAsync(
            "the outage has outlasted what was handed over before the last event",
            async () => (await simulator.CallsAsync(Import, Cancelled))[^1].At > drained + Handover,
            Cancelled,
            Patience);
        await simulator.SetFaultAsync(Import, "error", 0, Cancelled);
        await simulator.WaitForEmptyAsync(SimulatorClient.WorkQueues, Patience, Cancelled);
        await InStep.FindingsAsync(simulator, silo.Http, Patience, Cancelled);

        var imported = (await simulator.CallsAsync(Import, Cancelled)).Where(static call => call.Outcome == "ok").Sum(static call => call.Items);
        Assert.Equal(await simulator.CountFindingsAsync(Cancelled), imported);
        await Eventually.TrueAsync(
            "the hub is healthy again",
            async () => (string?)(await silo.GetAsync("/health/ready", Cancelled))["checks"]!["securityHub"]!["status"] == "Healthy",
            Cancelled);
    }

    [Fact]
    public async Task A_hub_that_refuses_one_account_holds_up_no_other()
    {
        const int Foreign = 200;
        const int Own = 300;
        await using var silo = await SiloHost.StartAsync(["--Simulator:Story=none", SimulatorClient.WithoutFleetWave], Path.Combine(_folder, "silo"), cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(silo.SimulatorUrl);
        await silo.SendAsync("defender-events", Enumerable.Range(0, Foreign).Select(static number => Opens("999988887777", $"foreign-{number}")), Cancelled);
        await simulator.WaitForEmptyAsync(["defender-events"], Patience, Cancelled);
        await Eventually.TrueAsync(
            "the bulk pump names the account that is refused",
            async () => ((string?)(await silo.GetAsync("/api/v1/summary", Cancelled))["pumps"]!["bulk"]!["reason"])?.Contains("999988887777", StringComparison.Ordinal) == true,
            Cancelled);

        await silo.SendAsync("defender-events", Enumerable.Range(0, Own).Select(static number => Opens("111122223333", $"own-{number}")), Cancelled);
        await Eventually.TrueAsync("the own findings land", async () => await simulator.CountFindingsAsync(Cancelled) == Own, Cancelled);

        Assert.Empty(await silo.TakeDeadLettersAsync(Cancelled));
    }

    private static string Opens(string account, string thing) => EventBody.Wrapped(
        $"arn:aws:sns:us-east-1:{account}:device-defender", EventBody.Detect(thing, Guid.NewGuid().ToString("N"), behavior: "Telemetry-Low"));

    private static async Task<string?> WaitForReasonAsync(SiloHost silo)
    {
        string? reason = null;
        await Eventually.TrueAsync(
            "ready is Degraded because of securityHub, and still 200",
            async () =>
            {
                var (status, ready) = await silo.TryGetAsync("/health/ready", Cancelled);
                Assert.Equal(HttpStatusCode.OK, status);
                var hub = ready["checks"]!["securityHub"]!;
                reason = (string?)hub["reason"];
                return (string?)ready["status"] == "Degraded" && (string?)hub["status"] == "Degraded";
            },
            Cancelled,
            Patience);
        return reason;
    }
}
