namespace OrleansDefender.Fleet;

/// <summary>Causes on their way to all things of a profile, and how far they are. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.ProfileSpread")]
internal sealed record ProfileSpread([property: Id(0)] ProfileCauses Causes, [property: Id(1)] string? Cursor = null);
