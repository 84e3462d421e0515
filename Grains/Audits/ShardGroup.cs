using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The names of one kind in a shard. Persisted.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Ids">The identifiers.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ShardGroup")]
internal sealed record ShardGroup([property: Id(0)] string Kind, [property: Id(1)] ImmutableArray<string> Ids);
