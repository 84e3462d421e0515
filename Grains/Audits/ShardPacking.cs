using System.Collections.Immutable;
using System.Text;

namespace OrleansDefender.Audits;

/// <summary>Cuts names into shards.</summary>
internal static class ShardPacking
{
    /// <summary>Bytes of names in a shard: with what the serializer adds it stays below 64 KB.</summary>
    public const int MostBytes = 60_000;

    private const int Overhead = 4;

    /// <summary>The names in shards, in their order; an identifier longer than a shard gets one of its own.</summary>
    public static IEnumerable<ImmutableArray<ResourceIdentifier>> Pack(IEnumerable<ResourceIdentifier> resources)
    {
        var shard = ImmutableArray.CreateBuilder<ResourceIdentifier>();
        var bytes = 0;
        foreach (var resource in resources)
        {
            var size = Encoding.UTF8.GetByteCount(resource.Id) + Overhead;
            if (bytes + size > MostBytes && shard.Count > 0)
            {
                yield return shard.ToImmutable();
                shard.Clear();
                bytes = 0;
            }

            shard.Add(resource);
            bytes += size;
        }

        if (shard.Count > 0)
        {
            yield return shard.ToImmutable();
        }
    }
}
