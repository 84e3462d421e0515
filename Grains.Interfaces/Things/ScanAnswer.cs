using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>What is known of the episodes that <see cref="IViolationScanGrain"/> was asked for.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ScanAnswer")]
public sealed record ScanAnswer
{
    /// <summary>The Detect events that AWS IoT lists for them.</summary>
    [Id(0)]
    public ImmutableArray<ScannedEvent> Events { get; init; } = [];

    /// <summary>
    /// The episodes that AWS IoT does not list: a scan that began after they were first asked for has passed whole, without finding them. One that is in neither
    /// has not been looked for yet, because no scan is due, one still runs, or the last one failed.
    /// </summary>
    [Id(1)]
    public ImmutableArray<string> NotListed { get; init; } = [];
}
