using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Waking;

/// <summary>Wakes a resource, carries out what follows, and only then lets its due time move.</summary>
internal sealed class ResourceWaker(IGrainFactory grains, ResourceEffects effects) : IResourceWaker
{
    /// <inheritdoc/>
    public async ValueTask WakeAsync(string key, CancellationToken cancellationToken)
    {
        var (scope, kind, id) = ResourceKey.Parse(key);
        var resource = grains.GetGrain<IResourceGrain>(key);
        var consequences = await resource.Wake(cancellationToken);
        await effects.CarryOutAsync(scope, new ResourceIdentifier(kind, id), consequences, cancellationToken);
        await resource.CompleteWake(cancellationToken);
    }
}
