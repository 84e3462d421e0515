using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>The queues behind the port: keeps what is sent, and can be made to fail.</summary>
internal sealed class ConsequenceBook : IConsequenceQueues
{
    private readonly ConcurrentQueue<(OwnerKind Owner, string Key, string Finding)> _deliveries = new();
    private readonly ConcurrentQueue<(ResourceIdentifier Resource, Severity Severity)> _links = new();

    private readonly ConcurrentQueue<(ThingKey Thing, Severity Severity)> _contexts = new();

    public IReadOnlyCollection<(OwnerKind Owner, string Key, string Finding)> Deliveries => _deliveries;

    public IReadOnlyCollection<(ThingKey Thing, Severity Severity)> Contexts => _contexts;

    public IReadOnlyCollection<(ResourceIdentifier Resource, Severity Severity)> Links => _links;

    /// <summary>Runs before each send: may throw.</summary>
    public Action BeforeSend { get; set; } = static () => { };

    public Task DeliverAsync(IReadOnlyCollection<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)> findings, CancellationToken cancellationToken)
    {
        BeforeSend();
        foreach (var (owner, key, refs) in findings)
        {
            foreach (var item in refs)
            {
                _deliveries.Enqueue((owner, key, item.Key));
            }
        }

        return Task.CompletedTask;
    }

    public Task LinkAsync(AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, Severity Severity)> resources, CancellationToken cancellationToken)
    {
        BeforeSend();
        foreach (var link in resources)
        {
            _links.Enqueue(link);
        }

        return Task.CompletedTask;
    }

    public Task DescribeAsync(IReadOnlyCollection<(ThingKey Thing, Severity Severity)> things, CancellationToken cancellationToken)
    {
        BeforeSend();
        foreach (var thing in things)
        {
            _contexts.Enqueue(thing);
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes all deliveries out.</summary>
    public List<(OwnerKind Owner, string Key, string Finding)> Drain()
    {
        var all = new List<(OwnerKind Owner, string Key, string Finding)>();
        while (_deliveries.TryDequeue(out var delivery))
        {
            all.Add(delivery);
        }

        return all;
    }
}
