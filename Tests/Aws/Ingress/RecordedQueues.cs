using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The queues for what follows, in memory.</summary>
public sealed class RecordedQueues : IConsequenceQueues
{
    /// <summary>Whether nothing can be sent.</summary>
    public bool AreBroken { get; set; }

    /// <summary>The deliveries: the kind of owner, its key and its findings' keys.</summary>
    public ConcurrentQueue<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)> Deliveries { get; } = [];

    /// <summary>The look-ups.</summary>
    public ConcurrentQueue<(AccountRegion Scope, ResourceIdentifier Resource, Severity Severity)> Links { get; } = [];

    /// <summary>The questions to the registry.</summary>
    public ConcurrentQueue<(ThingKey Thing, Severity Severity)> Contexts { get; } = [];

    public Task DeliverAsync(
        IReadOnlyCollection<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)> findings, CancellationToken cancellationToken)
    {
        Check();
        foreach (var finding in findings)
        {
            Deliveries.Enqueue(finding);
        }

        return Task.CompletedTask;
    }

    public Task LinkAsync(AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, Severity Severity)> resources, CancellationToken cancellationToken)
    {
        Check();
        foreach (var (resource, severity) in resources)
        {
            Links.Enqueue((scope, resource, severity));
        }

        return Task.CompletedTask;
    }

    public Task DescribeAsync(IReadOnlyCollection<(ThingKey Thing, Severity Severity)> things, CancellationToken cancellationToken)
    {
        Check();
        foreach (var thing in things)
        {
            Contexts.Enqueue(thing);
        }

        return Task.CompletedTask;
    }

    private void Check()
    {
        if (AreBroken)
        {
            throw new InvalidOperationException("Nothing can be sent.");
        }
    }
}
