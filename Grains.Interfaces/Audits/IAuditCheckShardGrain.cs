using System.Collections.Immutable;

using Orleans.Concurrency;

namespace OrleansDefender.Audits;

/// <summary>A part of a check's book: at most 64 KB of names. Key: <c>account/region/check/generation/shard</c>, shards counted from 0 without a gap.</summary>
[Alias("OrleansDefender.Audits.IAuditCheckShardGrain")]
public interface IAuditCheckShardGrain : IGrainWithStringKey
{
    /// <summary>Writes the shard, once; a repeat replaces it.</summary>
    [Alias("Write")]
    ValueTask Write(ImmutableArray<ResourceIdentifier> resources, CancellationToken cancellationToken = default);

    /// <summary>Its names; <see langword="null"/> where it was never written: then the generation ends before it.</summary>
    [Alias("Read"), ReadOnly]
    ValueTask<ImmutableArray<ResourceIdentifier>?> Read(CancellationToken cancellationToken = default);

    /// <summary>Deletes it.</summary>
    /// <returns>Whether there was one.</returns>
    [Alias("Delete")]
    ValueTask<bool> Delete(CancellationToken cancellationToken = default);
}
