namespace OrleansDefender.Correlation.Groups;

/// <summary>One signal that a fleet incident rests on. Persisted.</summary>
/// <param name="Key">The signal's place in the order.</param>
/// <param name="Thing">The thing; absent for a resource's own signal.</param>
/// <param name="Severity">The signal's severity.</param>
/// <param name="Profile">The security profile.</param>
/// <param name="Behavior">The behavior.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Subject">The check of an audit finding, or the title of the rule that fired.</param>
/// <param name="Episode">The episode.</param>
/// <param name="Value">The value that was counted.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.FleetEvidence")]
internal sealed record FleetEvidence(
    [property: Id(0)] SignalKey Key,
    [property: Id(1)] string? Thing,
    [property: Id(2)] Severity Severity,
    [property: Id(3)] string? Profile,
    [property: Id(4)] string? Behavior,
    [property: Id(5)] string? Metric,
    [property: Id(6)] string? Subject,
    [property: Id(7)] string? Episode,
    [property: Id(8)] string? Value)
{
    public static FleetEvidence Of(GroupEntry entry) => new(
        entry.Entry.Key, entry.Thing, entry.Severity, entry.Facts.Profile, entry.Facts.Behavior, entry.Facts.Metric, entry.Facts.Subject, entry.Entry.Episode, entry.Entry.Value);
}
