using System.Collections.Immutable;

namespace OrleansDefender.Findings;

/// <summary>The one grain that decides the content of a set of findings, and stamps it.</summary>
/// <remarks>Delivery never carries content: it re-reads the owner, so that what lands is always the present state.</remarks>
[Alias("OrleansDefender.Findings.IFindingOwner")]
public interface IFindingOwner : IGrainWithStringKey
{
    /// <summary>
    /// The current content of the named findings. A key that is unknown, refused for good, or has nothing left to deliver is absent from the answer.
    /// </summary>
    [Alias("GetFindings")]
    ValueTask<ImmutableArray<FindingSnapshot>> GetFindings(ImmutableArray<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Says what became of snapshots. A refusal and a confirmed customer update are made durable before it returns.</summary>
    [Alias("Confirm")]
    ValueTask Confirm(ImmutableArray<DeliveryOutcome> outcomes, CancellationToken cancellationToken = default);
}
