namespace OrleansDefender.Things;

/// <summary>A Detect event learned from the IoT API instead of from a notification.</summary>
/// <param name="ThingName">The thing.</param>
/// <param name="Event">The event.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ScannedEvent")]
public sealed record ScannedEvent([property: Id(0)] string ThingName, [property: Id(1)] DetectEvent Event);
