namespace OrleansDefender.Correlation.Groups;

/// <summary>What an entry is about: mostly the same for all entries of a group, and so written once.</summary>
/// <param name="Profile">The security profile.</param>
/// <param name="Behavior">The behavior.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Subject">The check of an audit finding, or the title of the rule that fired.</param>
/// <param name="Technique">The technique of ATT&amp;CK for ICS.</param>
internal readonly record struct GroupEntryFacts(string? Profile, string? Behavior, string? Metric, string? Subject, string? Technique);
