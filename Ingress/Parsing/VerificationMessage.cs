using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>An analyst's word on an episode; it does not say of which thing.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Event">The word.</param>
internal sealed record VerificationMessage(AccountRegion Scope, VerificationEvent Event) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Event.Time;
}
