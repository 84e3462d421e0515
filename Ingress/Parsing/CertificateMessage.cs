namespace OrleansDefender.Ingress.Parsing;

/// <summary>A device certificate was changed, deleted, attached to a thing or detached from one.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="CertificateId">The certificate.</param>
/// <param name="Time">When.</param>
internal sealed record CertificateMessage(AccountRegion Scope, string CertificateId, DateTimeOffset Time) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Time;
}
