using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>An open audit finding of a resource that a thing belongs to.</summary>
/// <param name="Resource">The resource, which owns the finding.</param>
/// <param name="Finding">The finding.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.PostureReference")]
public sealed record PostureReference(
    [property: Id(0)] ResourceIdentifier Resource,
    [property: Id(1)] ReferredFinding Finding);
