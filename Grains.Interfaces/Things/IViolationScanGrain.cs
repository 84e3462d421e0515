using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>Asks AWS IoT for episodes that nobody here knows, once for all who ask. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>At most one scan of the violation lists per 5 minutes, whoever asks for how many.</remarks>
[Alias("OrleansDefender.Things.IViolationScanGrain")]
public interface IViolationScanGrain : IGrainWithStringKey
{
    /// <summary>
    /// The Detect events that AWS IoT lists for these episodes, and the episodes that it does not list. Of one that the answer does not name nothing is
    /// known yet: the next due scan looks for it; ask again.
    /// </summary>
    [Alias("Find")]
    ValueTask<ViolationScanAnswer> Find(ImmutableArray<string> violationIds, CancellationToken cancellationToken = default);
}
