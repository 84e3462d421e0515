namespace OrleansDefender.Correlation.Groups;

/// <summary>An episode of a CRITICAL alarm: one that is open and keeps a fleet incident from stepping down, or one that is over. Persisted.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="TimeMs">When it began, or ended, in milliseconds since 1970.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.FleetEpisode")]
internal readonly record struct FleetEpisode([property: Id(0)] string Episode, [property: Id(1)] long TimeMs);
