using Orleans.Concurrency;

using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>One resource that audits speak of: its findings and their suppression. Key: <see cref="ResourceKey"/>.</summary>
/// <remarks>
/// Owner of its audit findings, however many things share it. A call that returns has made its state durable; of a call that throws nobody knows whether it
/// was applied: repeat it. Any call may be repeated.
/// </remarks>
[Alias("OrleansDefender.Audits.IResourceGrain")]
public interface IResourceGrain : IFindingOwner
{
    /// <summary>Applies causes and tells what has to follow.</summary>
    [Alias("Apply")]
    ValueTask<ResourceConsequences> Apply(ResourceCauses causes, CancellationToken cancellationToken = default);

    /// <summary>Says that the things of a notice know it.</summary>
    /// <param name="revision">The notice's <see cref="AuditReference.Revision"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("ConfirmTold")]
    ValueTask ConfirmTold(long revision, CancellationToken cancellationToken = default);

    /// <summary>Does what has become due by time alone: ended suppressions, findings that the hub would soon expire. Repeat it until <see cref="CompleteWake"/> was called.</summary>
    [Alias("Wake")]
    ValueTask<ResourceConsequences> Wake(CancellationToken cancellationToken = default);

    /// <summary>Says that what the last <see cref="Wake"/> answered is durable.</summary>
    [Alias("CompleteWake")]
    ValueTask CompleteWake(CancellationToken cancellationToken = default);

    /// <summary>The resource as it stands; <see langword="null"/> for one never heard of.</summary>
    [Alias("Describe"), ReadOnly]
    ValueTask<ResourceView?> Describe(CancellationToken cancellationToken = default);
}
