using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>Asks AWS IoT for episodes that nobody here knows, once for all who ask. Key: <see cref="AccountRegion"/>.</summary>
/// <remarks>At most one scan of the violation lists per 5 minutes, whoever asks for how many.</remarks>
[Alias("OrleansDefender.Things.IViolationScanGrain")]
public interface IViolationScanGrain : IGrainWithStringKey
{
    /// <summary>What AWS IoT lists of these episodes. One that was not found yet is looked for by the next due scan; ask again.</summary>
    [Alias("Find")]
    ValueTask<ScanAnswer> Find(ImmutableArray<string> violationIds, CancellationToken cancellationToken = default);
}
