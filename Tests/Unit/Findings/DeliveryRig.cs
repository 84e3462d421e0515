using OrleansDefender.Findings;
using OrleansDefender.Findings.Delivery;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

namespace OrleansDefender.Tests.Unit.Findings;

/// <summary>Drives <see cref="HubDelivery"/> by hand, its clock included.</summary>
internal sealed class DeliveryRig
{
    public DeliveryRig(DeliveryOptions? options = null, bool withTokens = true)
    {
        Delivery = new HubDelivery(TestFindings.Scope, options ?? new DeliveryOptions(), _ => Size, Now);
        if (withTokens)
        {
            Now += TimeSpan.FromSeconds(10);
        }
    }

    public HubDelivery Delivery { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public int Size { get; set; } = 2_000;

    public Handover Submit(params FindingSnapshot[] snapshots) => Delivery.Submit([.. snapshots], Now);

    public HubCall? TryNext() => Delivery.NextCall(Now);

    public HubCall Next()
    {
        var call = TryNext();
        Assert.NotNull(call);
        return call;
    }

    public void Advance(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        Delivery.Expire(Now);
    }

    public CallReport Succeed(HubCall call, params FindingFailure[] failures) => Delivery.Answered(call, failures, Now);

    public CallReport Fail(HubCall call, SecurityHubFailure kind, string code = "Code") => Delivery.Failed(call, kind, code, "message", Now);

    /// <summary>Lets a finding land, as the proof that the hub takes some.</summary>
    public void Land(string name)
    {
        var handover = Submit(TestFindings.Snapshot(name));
        Succeed(Next());
        Assert.Equal(DeliveryStatus.Landed, Only(handover).Status);
    }

    public static DeliveryOutcome Only(Handover handover)
    {
        Assert.True(handover.IsComplete, "The submit has no answer yet.");
        return Assert.Single(handover.Outcomes);
    }

    public static string[] Names(HubCall call) => [.. call.Findings.Select(static finding => finding.Id[(finding.Id.LastIndexOf('/') + 1)..])];
}
