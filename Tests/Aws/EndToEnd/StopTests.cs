using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The product is asked to end while it has its hands full.</summary>
public sealed class StopTests : IDisposable
{
    private const int HubDelayMilliseconds = 60_000;

    private static readonly TimeSpan PromisedStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // A storm of alarms has nothing to look up: the queues of look-ups stay empty.
    private static readonly string[] BusyQueues = ["defender-events", "defender-delivery-urgent", "defender-delivery-bulk"];

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-stop-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SIGTERM_while_busy_ends_within_ten_seconds_with_code_0_and_gives_all_messages_in_flight_back()
    {
        using var process = await SimulatorProcess.StartAsync(
            Path.Combine(_folder, "aws"), Cancelled, "--Simulator:Story=storm", "--Simulator:Things=2000", "--Simulator:Events=30000");
        using var simulator = new SimulatorClient(process.Url);

        // A hub that does not answer keeps deliveries in flight for as long as the product is patient; the storm does it for events.
        await simulator.SetFaultAsync("BatchImportFindings", "latency", 1, Cancelled, HubDelayMilliseconds);
        await using var silo = await SiloProcess.StartAsync(
            Path.Combine(_folder, "silo"), ["--Simulator:Embedded=false", $"--Simulator:Url={process.Url}"], Cancelled);
        await Eventually.TrueAsync(
            "messages of each queue are in flight",
            async () =>
            {
                foreach (var queue in BusyQueues)
                {
                    if ((await simulator.CountAsync(queue, Cancelled)).InFlight == 0)
                    {
                        return false;
                    }
                }

                return true;
            },
            Cancelled,
            Patience);

        var code = await silo.TerminateAsync(PromisedStop, Cancelled);

        Assert.True(code == 0, string.Join(Environment.NewLine, silo.Output));
        var left = new Dictionary<string, (int Visible, int InFlight, int Delayed)>();
        try
        {
            await Eventually.TrueAsync(
                "nothing is in flight after the end",
                async () =>
                {
                    foreach (var queue in SimulatorClient.WorkQueues)
                    {
                        left[queue] = await simulator.CountAsync(queue, Cancelled);
                    }

                    return left.Values.All(static count => count.InFlight == 0);
                },
                Cancelled,
                AtOnce);
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message} The queues hold {string.Join(", ", left)}. {string.Join(Environment.NewLine, silo.Output)}");
        }
    }
}
