using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Groups;

/// <summary>The open fleet incidents of an account and Region. Persisted.</summary>
[GenerateSerializer, Alias("OrleansDefender.Correlation.IncidentListState")]
internal sealed record IncidentListState
{
    public static IncidentListState Empty { get; } = new();

    /// <summary>The most severe first, then the latest.</summary>
    [Id(0)]
    public ImmutableArray<IncidentRow> Rows { get; init; } = [];
}
