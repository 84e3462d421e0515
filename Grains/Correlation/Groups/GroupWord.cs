namespace OrleansDefender.Correlation.Groups;

/// <summary>An analyst's word on an episode.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="TimeMs">When it was said, in milliseconds since 1970.</param>
/// <param name="Verification">What was said.</param>
internal readonly record struct GroupWord(string Episode, long TimeMs, Verification Verification);
