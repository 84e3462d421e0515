namespace OrleansDefender.Correlation.Groups;

/// <summary>A thing of a fleet incident. Persisted.</summary>
/// <param name="Thing">Its name.</param>
/// <param name="FirstMs">Its first signal, in milliseconds since 1970.</param>
/// <param name="Severity">The worst severity of its signals.</param>
/// <param name="Profile">The security profile of its first signal.</param>
/// <param name="Behavior">The behavior of its first signal.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.FleetMember")]
internal sealed record FleetMember(
    [property: Id(0)] string Thing,
    [property: Id(1)] long FirstMs,
    [property: Id(2)] Severity Severity,
    [property: Id(3)] string? Profile,
    [property: Id(4)] string? Behavior)
{
    /// <summary>The earlier of two beginnings, and the worse of two severities: any order of arrival makes the same.</summary>
    public FleetMember With(FleetMember other)
    {
        var isLater = (other.FirstMs, other.Profile ?? "", other.Behavior ?? "").CompareTo((FirstMs, Profile ?? "", Behavior ?? "")) >= 0;
        var first = isLater ? this : other;
        return first with { Severity = Severity > other.Severity ? Severity : other.Severity };
    }
}
