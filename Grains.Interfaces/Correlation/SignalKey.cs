namespace OrleansDefender.Correlation;

/// <summary>A signal's place in the order of signals: time, then event type, then id, both by ordinal.</summary>
/// <param name="TimeMs">Milliseconds since 1970.</param>
/// <param name="EventType">One of <see cref="SignalEvents"/>.</param>
/// <param name="Id">The signal's id.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SignalKey")]
public readonly record struct SignalKey(
    [property: Id(0)] long TimeMs,
    [property: Id(1)] string EventType,
    [property: Id(2)] string Id) : IComparable<SignalKey>
{
    /// <inheritdoc/>
    public int CompareTo(SignalKey other)
    {
        var byTime = TimeMs.CompareTo(other.TimeMs);
        if (byTime != 0)
        {
            return byTime;
        }

        var byType = string.CompareOrdinal(EventType, other.EventType);
        return byType != 0 ? byType : string.CompareOrdinal(Id, other.Id);
    }

    /// <summary>Whether one goes before another.</summary>
    public static bool operator <(SignalKey left, SignalKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether one goes before another, or is it.</summary>
    public static bool operator <=(SignalKey left, SignalKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one comes after another.</summary>
    public static bool operator >(SignalKey left, SignalKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether one comes after another, or is it.</summary>
    public static bool operator >=(SignalKey left, SignalKey right) => left.CompareTo(right) >= 0;
}
