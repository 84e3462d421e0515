using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>A mitigation of alarms was started: of single episodes, or of all alarms of a behavior.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Mitigation">What was started.</param>
internal sealed record DetectMitigationMessage(AccountRegion Scope, MitigationEvent Mitigation) : ParsedMessage
{
    /// <summary>The episodes; none where a behavior is meant.</summary>
    public ImmutableArray<string> ViolationIds { get; init; } = [];

    /// <summary>The security profile; absent where episodes are meant.</summary>
    public string? Profile { get; init; }

    /// <summary>The behavior of the profile; absent where episodes are meant.</summary>
    public string? Behavior { get; init; }

    /// <inheritdoc/>
    public override DateTimeOffset? SpokenAt => Mitigation.Time;
}
