using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A thing was deleted.</summary>
/// <param name="Thing">The thing.</param>
/// <param name="Event">By whom and when.</param>
internal sealed record ThingWithdrawalMessage(ThingKey Thing, WithdrawalEvent Event) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Event.Time;
}
