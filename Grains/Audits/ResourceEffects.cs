using System.Collections.Immutable;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Audits;

/// <summary>Carries out what follows from causes of resources: deliveries, what their things have to be told, look-ups of things.</summary>
/// <remarks>All of it is durable when a call returns; of a call that throws some may be. Repeating it is harmless.</remarks>
public sealed class ResourceEffects(IGrainFactory grains, IConsequenceQueues queues)
{
    private const int Parallelism = 32;

    /// <summary>Carries out the consequences of several resources, and says so to those whose things were told.</summary>
    public async Task RunAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, ResourceConsequences Consequences)> consequences, CancellationToken cancellationToken)
    {
        var deliveries = new List<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)>();
        var links = new List<(ResourceIdentifier Resource, Severity Severity)>();
        var notices = new List<(string Key, PostureNotice Notice)>();
        foreach (var (resource, following) in consequences)
        {
            var key = ResourceKey.Of(scope, resource).ToString();
            if (!following.Deliveries.IsEmpty)
            {
                deliveries.Add((OwnerKind.Resource, key, following.Deliveries));
            }

            if (following.WantsLinks is { } severity)
            {
                links.Add((resource, severity));
            }

            if (following.Notice is { } notice)
            {
                notices.Add((key, notice));
            }
        }

        if (notices.Count > 0)
        {
            var sync = new Lock();
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
            await Parallel.ForEachAsync(notices, options, async (entry, token) =>
            {
                foreach (var (thing, reference) in References(entry.Notice))
                {
                    var key = new ThingKey(scope, thing).ToString();
                    var following = await grains.GetGrain<IThingGrain>(key).Apply(new ThingCauses { References = [reference] }, token);
                    if (!following.Deliveries.IsEmpty)
                    {
                        lock (sync)
                        {
                            deliveries.Add((OwnerKind.Thing, key, following.Deliveries));
                        }
                    }
                }
            });
        }

        if (deliveries.Count > 0)
        {
            await queues.DeliverAsync(deliveries, cancellationToken);
        }

        if (links.Count > 0)
        {
            await queues.LinkAsync(scope, links, cancellationToken);
        }

        foreach (var (key, notice) in notices)
        {
            await grains.GetGrain<IResourceGrain>(key).ConfirmTold(notice.Reference.Revision, cancellationToken);
        }
    }

    private static IEnumerable<(string Thing, AuditReference Reference)> References(PostureNotice notice) =>
        notice.Things.Select(thing => (thing, notice.Reference))
            .Concat(notice.Released.Select(thing => (thing, notice.Reference with { Findings = [] })));
}
