using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Audits;

/// <summary>Carries out what follows from causes of resources: deliveries, look-ups of things, and what things have to be told.</summary>
/// <remarks>
/// All of it is durable when a call returns. After a call that throws some of it is: apply the causes again, which yields it again, and repeat. Keeps nothing;
/// one instance serves any number of callers.
/// </remarks>
/// <param name="grains">The resources and things.</param>
/// <param name="queues">The queues for what follows.</param>
/// <param name="fanIn">The way to groups across things.</param>
public sealed class ResourceEffects(IGrainFactory grains, IConsequenceQueues queues, CorrelationFanIn fanIn)
{
    private const int CallsAtOnce = 32;

    /// <summary>Carries out what follows for one resource.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="consequences">What its grain answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CarryOutAsync(AccountRegion scope, ResourceIdentifier resource, ResourceConsequences consequences, CancellationToken cancellationToken) =>
        CarryOutAsync(scope, [(resource, consequences)], cancellationToken);

    /// <summary>Carries out what follows for many resources together: few messages, and one call for each thing.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="resources">The resources with what their grains answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CarryOutAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, ResourceConsequences Consequences)> resources, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            DeliverAsync(scope, resources, cancellationToken),
            LinkAsync(scope, resources, cancellationToken),
            fanIn.SendAsync([.. resources.Where(static entry => !entry.Consequences.Signals.IsDefaultOrEmpty).SelectMany(static entry => entry.Consequences.Signals)], cancellationToken),
            TellAsync(scope, resources, cancellationToken));
    }

    private async Task DeliverAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, ResourceConsequences Consequences)> resources, CancellationToken cancellationToken)
    {
        var deliveries = resources
            .Where(entry => !entry.Consequences.Deliveries.IsDefaultOrEmpty)
            .Select(entry => (OwnerKind.Resource, ResourceKey.Of(scope, entry.Resource).ToString(), entry.Consequences.Deliveries))
            .ToList();
        if (deliveries.Count > 0)
        {
            await queues.DeliverAsync(deliveries, cancellationToken);
        }
    }

    private async Task LinkAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, ResourceConsequences Consequences)> resources, CancellationToken cancellationToken)
    {
        var links = resources
            .Where(entry => entry.Consequences.WantsLinks is not null)
            .Select(entry => (entry.Resource, entry.Consequences.WantsLinks!.Value))
            .ToList();
        if (links.Count > 0)
        {
            await queues.LinkAsync(scope, links, cancellationToken);
        }
    }

    /// <summary>Tells the things; a resource knows that they were told only after all of them were, and what follows for them is durable.</summary>
    private async Task TellAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, ResourceConsequences Consequences)> resources, CancellationToken cancellationToken)
    {
        var notices = resources.Where(entry => entry.Consequences.Notice is not null).Select(entry => (entry.Resource, Notice: entry.Consequences.Notice!)).ToList();
        if (notices.Count == 0)
        {
            return;
        }

        var references = new Dictionary<string, List<AuditReference>>(StringComparer.Ordinal);
        foreach (var (_, notice) in notices)
        {
            foreach (var thing in notice.Things)
            {
                Add(thing, notice.Reference);
            }

            // One that is both released and told is still a thing of the resource.
            foreach (var thing in notice.Released.Except(notice.Things, StringComparer.Ordinal))
            {
                Add(thing, notice.Reference with { Findings = [], Resolved = [] });
            }
        }

        var deliveries = new ConcurrentBag<(OwnerKind, string, ImmutableArray<FindingRef>)>();
        var contexts = new ConcurrentBag<(ThingKey, Severity)>();
        var parallelism = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(references, parallelism, async (entry, token) =>
        {
            var thing = new ThingKey(scope, entry.Key);
            var key = thing.ToString();
            var consequences = await grains.GetGrain<IThingGrain>(key).Apply(new ThingCauses { References = [.. entry.Value] }, token);
            if (!consequences.Deliveries.IsDefaultOrEmpty)
            {
                deliveries.Add((OwnerKind.Thing, key, consequences.Deliveries));
            }

            if (consequences.WantsContext is { } severity)
            {
                contexts.Add((thing, severity));
            }

            await fanIn.SendAsync(consequences.Signals, token);
        });
        if (!deliveries.IsEmpty)
        {
            await queues.DeliverAsync(deliveries, cancellationToken);
        }

        if (!contexts.IsEmpty)
        {
            await queues.DescribeAsync(contexts, cancellationToken);
        }

        await Parallel.ForEachAsync(notices, parallelism, async (entry, token) =>
            await grains.GetGrain<IResourceGrain>(ResourceKey.Of(scope, entry.Resource).ToString()).ConfirmTold(entry.Notice.Reference.Revision, token));

        void Add(string thing, AuditReference reference)
        {
            if (!references.TryGetValue(thing, out var known))
            {
                references.Add(thing, known = []);
            }

            known.Add(reference);
        }
    }
}
