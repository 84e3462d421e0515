using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>Asks AWS IoT for episodes that nobody here knows, once for all who ask. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>At most one scan of the violation lists per 5 minutes, whoever asks for how many.</remarks>
[Alias("OrleansDefender.Things.IViolationScanGrain")]
public interface IViolationScanGrain : IGrainWithStringKey
{
    /// <summary>
    /// The Detect events that AWS IoT lists for these episodes. An episode that is absent from the answer has not been found yet: the next due scan
    /// looks for it; ask again.
    /// </summary>
    [Alias("Find")]
    ValueTask<ImmutableArray<ScannedEvent>> Find(ImmutableArray<string> violationIds, CancellationToken cancellationToken = default);
}
