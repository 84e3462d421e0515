using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The grain of a shard. Touched a few times in a run: it leaves memory after each call.</summary>
internal sealed class AuditCheckShardGrain(
    [PersistentState("shard", GrainStorageNames.Audits)] IPersistentState<CheckShardState> storage) : Grain, IAuditCheckShardGrain
{
    /// <inheritdoc/>
    public async ValueTask Write(ImmutableArray<ResourceIdentifier> resources, CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        storage.State = new CheckShardState
        {
            Groups = [.. resources.GroupBy(static resource => resource.Kind).Select(static kind => new ShardGroup(kind.Key, [.. kind.Select(static resource => resource.Id)]))],
        };
        await storage.WriteStateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<ResourceIdentifier>?> Read(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return ValueTask.FromResult<ImmutableArray<ResourceIdentifier>?>(
            storage.RecordExists
                ? [.. storage.State.Groups.SelectMany(static group => group.Ids, static (group, id) => new ResourceIdentifier(group.Kind, id))]
                : null);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Delete(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        var existed = storage.RecordExists;
        if (existed)
        {
            await storage.ClearStateAsync(cancellationToken);
        }

        return existed;
    }
}
