using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>What the registry of AWS IoT says about a thing. Alarms never wait for it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.ThingContext")]
public sealed record ThingContext
{
    /// <summary>Groups kept: the first by name.</summary>
    public const int MostGroups = 20;

    /// <summary>Attributes kept: AWS IoT allows 3, or 50 with a thing type; the first by name.</summary>
    public const int MostAttributes = 50;

    /// <summary>Nothing is known.</summary>
    public static ThingContext None { get; } = new();

    /// <summary>The thing type's name; absent where it has none.</summary>
    [Id(0)]
    public string? ThingType { get; init; }

    /// <summary>The names of its thing groups, sorted; static ones and dynamic ones.</summary>
    [Id(1)]
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Its attributes.</summary>
    [Id(2)]
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>When AWS IoT was asked, in milliseconds since 1970; of two contexts the later holds. 0: never.</summary>
    [Id(3)]
    public long AskedMs { get; init; }

    /// <summary>Whether the registry knows the thing at all: a client id need not be one.</summary>
    [Id(4)]
    public bool IsRegistered { get; init; }
}
