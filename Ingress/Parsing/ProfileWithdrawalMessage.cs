using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A security profile was deleted, or its behaviors were replaced.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Event">Which profile, and what it still has.</param>
internal sealed record ProfileWithdrawalMessage(AccountRegion Scope, WithdrawalEvent Event) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Event.Time;
}
