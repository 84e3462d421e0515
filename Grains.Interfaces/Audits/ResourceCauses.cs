using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>What one batch holds for one resource: applied together, with one write. Causes may come in any order and any number of times.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceCauses")]
public sealed record ResourceCauses
{
    /// <summary>The resource's identifier in full; the grain's key may hold only its hash.</summary>
    [Id(0)]
    public required ResourceIdentifier Resource { get; init; }

    /// <summary>The run that <see cref="Listed"/> and <see cref="Missed"/> are of.</summary>
    [Id(1)]
    public RunStamp? Run { get; init; }

    /// <summary>Findings of the resource that the run lists.</summary>
    [Id(2)]
    public ImmutableArray<ListedFinding> Listed { get; init; } = [];

    /// <summary>Completed checks of the run whose list has been applied whole.</summary>
    [Id(3)]
    public ImmutableArray<MissedCheck> Missed { get; init; } = [];

    /// <summary>Suppressions.</summary>
    [Id(4)]
    public ImmutableArray<SuppressionEvent> Suppressions { get; init; } = [];

    /// <summary>Mitigations.</summary>
    [Id(5)]
    public ImmutableArray<ResourceMitigation> Mitigations { get; init; } = [];

    /// <summary>Which things it belongs to.</summary>
    [Id(6)]
    public ResourceLinks? Links { get; init; }
}
