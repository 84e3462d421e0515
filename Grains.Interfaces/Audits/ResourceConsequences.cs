using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>What must become durable before the causes may be acknowledged. A repeated cause yields it again.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceConsequences")]
public sealed record ResourceConsequences
{
    /// <summary>Nothing follows.</summary>
    public static ResourceConsequences None { get; } = new();

    /// <summary>Findings whose current content has to be delivered.</summary>
    [Id(0)]
    public ImmutableArray<FindingRef> Deliveries { get; init; } = [];

    /// <summary>
    /// What its things have to be told: the caller applies it to each of them and then says so with <see cref="IResourceGrain.ConfirmTold"/>. Absent where
    /// all know it.
    /// </summary>
    [Id(1)]
    public PostureNotice? Notice { get; init; }

    /// <summary>
    /// The worst severity of the open findings, where the resource is of a kind that belongs to things and nobody has asked AWS IoT yet which: the caller
    /// makes a look-up durable.
    /// </summary>
    [Id(2)]
    public Severity? WantsLinks { get; init; }

    /// <summary>Of <see cref="ResourceCauses.Listed"/>, the checks in which this segment of the run mentions the resource for the first time.</summary>
    [Id(3)]
    public ImmutableArray<string> FirstMentions { get; init; } = [];

    /// <summary>Of <see cref="ResourceCauses.Missed"/>, the checks of which a finding stays open although the run does not list the resource.</summary>
    [Id(4)]
    public ImmutableArray<string> StillOpen { get; init; } = [];

    /// <summary>What groups of rules across things have to be told.</summary>
    [Id(5)]
    public ImmutableArray<GroupSignal> Signals { get; init; } = [];
}
