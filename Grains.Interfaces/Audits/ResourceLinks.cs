using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>Which things a resource belongs to, as AWS IoT said at a moment.</summary>
/// <param name="Things">The things' names; bounded by who asks.</param>
/// <param name="ReadAt">When AWS IoT said so; an older reading changes nothing.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceLinks")]
public sealed record ResourceLinks(
    [property: Id(0)] ImmutableArray<string> Things,
    [property: Id(1)] DateTimeOffset ReadAt);
