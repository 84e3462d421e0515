namespace OrleansDefender.Things;

/// <summary>One transition of an alarm, as the window keeps it: ordered by (time, kind, violation id).</summary>
/// <param name="TimeMs">The event time in milliseconds since 1970.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ViolationId">The episode.</param>
internal readonly record struct Transition(long TimeMs, TransitionKind Kind, string ViolationId) : IComparable<Transition>
{
    /// <summary>The event time.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(TimeMs);

    public static bool operator <(Transition left, Transition right) => left.CompareTo(right) < 0;

    public static bool operator >(Transition left, Transition right) => left.CompareTo(right) > 0;

    public static bool operator <=(Transition left, Transition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Transition left, Transition right) => left.CompareTo(right) >= 0;

    public static Transition Of(DetectEvent detectEvent) =>
        new(detectEvent.Time.ToUnixTimeMilliseconds(), detectEvent.Kind, detectEvent.ViolationId);

    /// <inheritdoc/>
    public int CompareTo(Transition other)
    {
        var byTime = TimeMs.CompareTo(other.TimeMs);
        if (byTime != 0)
        {
            return byTime;
        }

        var byKind = Kind.CompareTo(other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(ViolationId, other.ViolationId);
    }
}
