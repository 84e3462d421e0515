namespace OrleansDefender.Simulator.Fleet;

/// <summary>A thing of the registry.</summary>
/// <param name="Name">The thing's name.</param>
/// <param name="Id">The registry's id of it.</param>
/// <param name="TypeName">The thing type; absent where it has none.</param>
/// <param name="Attributes">The attributes, site and criticality among them.</param>
/// <param name="Groups">The static groups it is in.</param>
/// <param name="Version">The registry record's version.</param>
internal sealed record FleetThing(
    string Name,
    Guid Id,
    string? TypeName,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Groups,
    long Version);
