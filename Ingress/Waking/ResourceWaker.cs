using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Waking;

/// <summary>Wakes a resource: has its findings delivered and its things told, and only then lets its due time move.</summary>
/// <remarks>A resource that wants its things looked up stays due: there is no queue of look-ups here, and nobody else would hear of the wish.</remarks>
internal sealed class ResourceWaker(IGrainFactory grains, DeliveryQueues deliveries) : IResourceWaker
{
    /// <inheritdoc/>
    public async ValueTask WakeAsync(string key, CancellationToken cancellationToken)
    {
        var resource = grains.GetGrain<IResourceGrain>(key);
        var consequences = await resource.Wake(cancellationToken);
        await deliveries.SendAsync(OwnerKind.Resource, key, consequences.Deliveries, cancellationToken);
        if (consequences.Notice is { } notice)
        {
            await TellAsync(ResourceKey.Parse(key).Scope, notice, cancellationToken);
            await resource.ConfirmTold(notice.Reference.Revision, cancellationToken);
        }

        if (consequences.WantsLinks is null)
        {
            await resource.CompleteWake(cancellationToken);
        }
    }

    private async ValueTask TellAsync(AccountRegion scope, PostureNotice notice, CancellationToken cancellationToken)
    {
        foreach (var name in notice.Things)
        {
            await TellAsync(new ThingKey(scope, name), notice.Reference, cancellationToken);
        }

        foreach (var name in notice.Released)
        {
            await TellAsync(new ThingKey(scope, name), notice.Reference with { Findings = [] }, cancellationToken);
        }
    }

    private async ValueTask TellAsync(ThingKey thing, AuditReference reference, CancellationToken cancellationToken)
    {
        var key = thing.ToString();
        var consequences = await grains.GetGrain<IThingGrain>(key).Apply(new ThingCauses { References = [reference] }, cancellationToken);
        await deliveries.SendAsync(OwnerKind.Thing, key, consequences.Deliveries, cancellationToken);
    }
}
