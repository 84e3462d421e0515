using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>The open audit findings of the resources that a thing belongs to, as an operator sees them.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.PostureView")]
public sealed record PostureView
{
    /// <summary>No open audit finding.</summary>
    public static PostureView None { get; } = new() { Severity = Severity.None, Findings = 0, References = [] };

    /// <summary>The worst severity of the findings; <see cref="Severity.None"/> where there is none. The thing's own severity does not include it.</summary>
    [Id(0)]
    public required Severity Severity { get; init; }

    /// <summary>Open findings.</summary>
    [Id(1)]
    public required int Findings { get; init; }

    /// <summary>The findings, the most severe first. Fewer than <see cref="Findings"/> where a thing has very many: the rest are only counted.</summary>
    [Id(2)]
    public required ImmutableArray<PostureReference> References { get; init; }
}
