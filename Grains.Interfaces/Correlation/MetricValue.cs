using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>The value that a Detect event reports, with the members of the AWS API's <c>metricValue</c>. Bounded: see the constants.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.MetricValue")]
public sealed record MetricValue
{
    /// <summary>Elements kept of each list.</summary>
    public const int MostElements = 10;

    /// <summary>Characters kept of a text element.</summary>
    public const int MostCharacters = 64;

    /// <summary>The count; absent where the metric is no count.</summary>
    [Id(0)]
    public long? Count { get; init; }

    /// <summary>The number of a custom metric.</summary>
    [Id(1)]
    public double? Number { get; init; }

    /// <summary>The numbers of a custom metric.</summary>
    [Id(2)]
    public ImmutableArray<double> Numbers { get; init; } = [];

    /// <summary>Ports.</summary>
    [Id(3)]
    public ImmutableArray<int> Ports { get; init; } = [];

    /// <summary>Address ranges, or addresses.</summary>
    [Id(4)]
    public ImmutableArray<string> Cidrs { get; init; } = [];

    /// <summary>Texts of a custom metric.</summary>
    [Id(5)]
    public ImmutableArray<string> Strings { get; init; } = [];

    /// <summary>Whether another one holds the same values; arrays are compared by what they hold.</summary>
    public bool Equals(MetricValue? other) =>
        other is not null && Count == other.Count && Number.Equals(other.Number) && Same(Numbers, other.Numbers) && Same(Ports, other.Ports) && Same(Cidrs, other.Cidrs)
        && Same(Strings, other.Strings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Number, Numbers.IsDefault ? 0 : Numbers.Length, Ports.IsDefault ? 0 : Ports.Length);

    private static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right) =>
        left.IsDefaultOrEmpty ? right.IsDefaultOrEmpty : !right.IsDefaultOrEmpty && left.AsSpan().SequenceEqual(right.AsSpan(), EqualityComparer<T>.Default);
}
