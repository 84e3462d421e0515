using OrleansDefender.Findings;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

using static OrleansDefender.Tests.Shared.Findings.TestFindings;

namespace OrleansDefender.Tests.Cluster.Findings;

public sealed class LeavingSiloTests(HubCluster hubs) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task A_silo_that_stops_answers_those_who_wait_at_once_and_another_serves_them()
    {
        var cluster = hubs.NewHub();
        cluster.Hub.Script = static _ => HubFault.Error;
        var waiting = cluster.Submit(Snapshot("a"));
        await cluster.Arrived(1);

        // Time stands still: nothing but the stop can end the submit.
        var stopping = cluster.StopSiloAsync();
        var answer = await waiting.WaitAsync(HubSession.Patience, TestContext.Current.CancellationToken);
        await stopping.WaitAsync(HubSession.Patience, TestContext.Current.CancellationToken);

        Assert.Equal((DeliveryStatus.Busy, "Leaving"), (Assert.Single(answer.Outcomes).Status, answer.Outcomes[0].ErrorCode));
        cluster.Hub.Script = static _ => null;
        Assert.Equal(DeliveryStatus.Landed, Assert.Single(await cluster.Deliver(Snapshot("a"))).Status);
    }
}
