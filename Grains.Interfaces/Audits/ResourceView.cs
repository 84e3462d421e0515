using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A resource as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceView")]
public sealed record ResourceView
{
    /// <summary>The account and Region.</summary>
    [Id(0)]
    public required AccountRegion Scope { get; init; }

    /// <summary>The resource.</summary>
    [Id(1)]
    public required ResourceIdentifier Resource { get; init; }

    /// <summary>The worst severity of its findings that are open and not suppressed.</summary>
    [Id(2)]
    public required Severity Severity { get; init; }

    /// <summary>Its findings: open ones first, the most severe first.</summary>
    [Id(3)]
    public required ImmutableArray<AuditFindingView> Findings { get; init; }

    /// <summary>Suppressions that are in force.</summary>
    [Id(4)]
    public required ImmutableArray<SuppressionView> Suppressions { get; init; }

    /// <summary>The things it belongs to, as far as that is known.</summary>
    [Id(5)]
    public required ImmutableArray<string> Things { get; init; }

    /// <summary>When AWS IoT was last asked which things it belongs to; absent: never.</summary>
    [Id(6)]
    public DateTimeOffset? LinkedAt { get; init; }
}
