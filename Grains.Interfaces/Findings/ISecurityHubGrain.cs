using System.Collections.Immutable;

using Orleans.Concurrency;

namespace OrleansDefender.Findings;

/// <summary>The one place that calls the Security Hub of an account and Region. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>
/// Batches what is handed over by all silos, keeps the hub's quotas, lets CRITICAL overtake LOW, and never lets an older revision land after a
/// newer one. Keeps nothing durable: what it has not confirmed is still in the delivery queues.
/// </remarks>
[Alias("OrleansDefender.Findings.ISecurityHubGrain")]
public interface ISecurityHubGrain : IGrainWithStringKey
{
    /// <summary>
    /// Hands findings over and waits for what becomes of them: at most 20 s, after which what has not landed is answered
    /// <see cref="DeliveryStatus.Busy"/>.
    /// </summary>
    [Alias("Submit"), AlwaysInterleave]
    ValueTask<SubmitAnswer> Submit(ImmutableArray<FindingSnapshot> findings, CancellationToken cancellationToken = default);

    /// <summary>How it stands with the hub.</summary>
    [Alias("GetStatus"), AlwaysInterleave]
    ValueTask<HubStatus> GetStatus(CancellationToken cancellationToken = default);
}
