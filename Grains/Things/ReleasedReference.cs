using System.IO.Hashing;
using System.Runtime.InteropServices;

using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>That a resource has nothing open any more: keeps an older reference that comes late from coming back. Persisted.</summary>
/// <param name="Resource">A hash of the resource's identifier.</param>
/// <param name="Revision">The revision that said so.</param>
/// <param name="ReleasedMs">When the thing heard of it, in milliseconds since 1970.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ReleasedReference")]
internal readonly record struct ReleasedReference([property: Id(0)] ulong Resource, [property: Id(1)] long Revision, [property: Id(2)] long ReleasedMs)
{
    /// <summary>The hash of an identifier. Stored: never change it.</summary>
    public static ulong HashOf(ResourceIdentifier resource) =>
        XxHash64.HashToUInt64(MemoryMarshal.AsBytes($"{resource.Kind}/{resource.Id}".AsSpan()));
}
