using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A mitigation of audit findings was started: of single findings, or of what a run found.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Mitigation">What was started; its actions are those of all checks together.</param>
internal sealed record AuditMitigationMessage(AccountRegion Scope, MitigationEvent Mitigation) : ParsedMessage
{
    /// <summary>The actions by check. A finding of a check that is not here is not mitigated.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<string>> Actions { get; init; }

    /// <summary>The ids of listings of findings; none where a run is meant.</summary>
    public ImmutableArray<string> FindingIds { get; init; } = [];

    /// <summary>The run; absent where single findings are meant.</summary>
    public string? AuditTaskId { get; init; }

    /// <summary>The reason codes that the run's checks are limited to; a check that is not here is not limited.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> ReasonCodes { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Mitigation.Time;
}
