using OrleansDefender.Audits;
using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>Causes for one thing or one resource. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.PendingCauses")]
internal sealed record PendingCauses
{
    /// <summary>The thing's key; absent where they are for a resource.</summary>
    [Id(0)]
    public string? Thing { get; private init; }

    [Id(1)]
    public ThingCauses? Things { get; private init; }

    [Id(2)]
    public ResourceCauses? Resource { get; private init; }

    public static PendingCauses Of(string thing, ThingCauses causes) => new() { Thing = thing, Things = causes };

    public static PendingCauses Of(SuppressionEvent suppression) =>
        new() { Resource = new ResourceCauses { Resource = suppression.Resource, Suppressions = [suppression] } };
}
