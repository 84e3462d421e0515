using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A suppression of a resource's audit findings was created, changed or deleted.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Event">What happened.</param>
internal sealed record SuppressionMessage(AccountRegion Scope, SuppressionEvent Event) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Event.Time;
}
