using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A run of an audit has ended.</summary>
/// <param name="Run">The run.</param>
internal sealed record AuditNotification(AuditRun Run) : ParsedMessage
{
    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Run.StartedAt;
}
