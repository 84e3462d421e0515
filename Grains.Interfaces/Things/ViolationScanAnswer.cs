using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>What is known of the episodes somebody asked for.</summary>
/// <remarks>An episode in neither list has not been looked for to the end yet: no scan was due, it still runs, or it failed. Ask again.</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ViolationScanAnswer")]
public sealed record ViolationScanAnswer
{
    /// <summary>The Detect events that AWS IoT lists for the episodes.</summary>
    [Id(0)]
    public ImmutableArray<ScannedEvent> Found { get; init; } = [];

    /// <summary>The episodes of which a whole scan, begun after they were first asked for, found nothing.</summary>
    [Id(1)]
    public ImmutableArray<string> NotListed { get; init; } = [];
}
