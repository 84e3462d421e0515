using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A shard of a check's book. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Audits.CheckShardState")]
internal sealed record CheckShardState
{
    public static CheckShardState Empty { get; } = new();

    /// <summary>The names, kind by kind.</summary>
    [Id(0)]
    public ImmutableArray<ShardGroup> Groups { get; init; } = [];
}
