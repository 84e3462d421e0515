using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The generations of a check's book. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Audits.AuditCheckState")]
internal sealed record AuditCheckState
{
    public static AuditCheckState Empty { get; } = new();

    /// <summary>The generations, the oldest first; one for each run that has begun since the last that was completed.</summary>
    [Id(0)]
    public ImmutableArray<CheckGeneration> Generations { get; init; } = [];

    /// <summary>Generations that are replaced and whose shards may still be there.</summary>
    [Id(1)]
    public ImmutableArray<string> Replaced { get; init; } = [];

    /// <summary>The newest run that was completed.</summary>
    [Id(2)]
    public CheckGeneration? Completed { get; init; }
}
