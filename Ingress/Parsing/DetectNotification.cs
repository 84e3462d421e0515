using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A Detect event of a thing.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Event">The event.</param>
/// <param name="Verification">An analyst's word that came with it; absent where there is none, or UNKNOWN.</param>
internal sealed record DetectNotification(ThingKey Thing, DetectEvent Event, VerificationEvent? Verification) : ParsedMessage;
