using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>The port to the queues that hold what follows from causes. What was sent is durable when a call returns.</summary>
public interface IConsequenceQueues
{
    /// <summary>Has findings delivered.</summary>
    /// <param name="findings">The owners with their findings' keys.</param>
    /// <param name="cancellationToken">Gives up waiting; some may have been sent.</param>
    Task DeliverAsync(IReadOnlyCollection<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)> findings, CancellationToken cancellationToken);

    /// <summary>Has the things of resources looked up, the more severe first.</summary>
    Task LinkAsync(AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, Severity Severity)> resources, CancellationToken cancellationToken);

    /// <summary>Has the registry asked what things are, the more severe first.</summary>
    Task DescribeAsync(IReadOnlyCollection<(ThingKey Thing, Severity Severity)> things, CancellationToken cancellationToken);
}
