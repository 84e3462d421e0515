namespace OrleansDefender.Things;

/// <summary>The thing and alarm of an episode.</summary>
/// <param name="ThingName">The thing.</param>
/// <param name="Profile">The security profile.</param>
/// <param name="Behavior">The behavior.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ViolationOwner")]
public sealed record ViolationOwner(
    [property: Id(0)] string ThingName,
    [property: Id(1)] string Profile,
    [property: Id(2)] string Behavior);
