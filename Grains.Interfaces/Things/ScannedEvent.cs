namespace OrleansDefender.Things;

/// <summary>A Detect event learned from the IoT API instead of from a notification.</summary>
/// <param name="ThingName">The thing.</param>
/// <param name="Event">The event.</param>
/// <param name="Verification">What AWS IoT lists of the episode's verification; absent where it says nothing of it.</param>
/// <param name="VerificationNote">The analyst's reason; up to 1,000 characters in AWS IoT.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ScannedEvent")]
public sealed record ScannedEvent(
    [property: Id(0)] string ThingName,
    [property: Id(1)] DetectEvent Event,
    [property: Id(2)] Verification? Verification = null,
    [property: Id(3)] string? VerificationNote = null);
