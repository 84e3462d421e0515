using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>When a thing wants to know what the registry says of it, and which of several answers holds. Pure.</summary>
internal static class ContextLogic
{
    // CloudTrail cuts times to seconds: the change came up to a second after the time that it says.
    private const long TrailPrecisionMs = 1000;

    /// <summary>The severity to ask the registry with; <see langword="null"/> where it need not be asked.</summary>
    /// <param name="state">The thing.</param>
    /// <param name="maxAge">How old an answer may be.</param>
    /// <param name="now">The present.</param>
    public static Severity? Wanted(ThingState state, TimeSpan maxAge, DateTimeOffset now)
    {
        if (state.IsUnheardOf
            || (state is { Context: { } context, ContextChangedMs: null } && context.AskedMs > (now - maxAge).ToUnixTimeMilliseconds()))
        {
            return null;
        }

        return state.Alarms.Where(static alarm => !alarm.IsOver).Select(static alarm => alarm.Severity).DefaultIfEmpty(Severity.None).Max();
    }

    /// <summary>When causes say that the registry's record was changed last; the deletion of the thing is such a change.</summary>
    public static DateTimeOffset? ChangedAt(ThingCauses causes) =>
        causes.Withdrawals.Where(static withdrawal => withdrawal.Profile is null).Select(static withdrawal => (DateTimeOffset?)withdrawal.Time)
            .Append(causes.ContextChangedAt)
            .Max();

    /// <summary>What holds of two answers and of all changes: the same whatever came first.</summary>
    /// <param name="known">The answer that held so far.</param>
    /// <param name="knownChangedMs">The change since.</param>
    /// <param name="told">Another answer; <see cref="ThingContext.None"/> is none.</param>
    /// <param name="changedAt">Another change, as CloudTrail tells its time.</param>
    public static (ThingContext? Context, long? ChangedMs) Merge(ThingContext? known, long? knownChangedMs, ThingContext? told, DateTimeOffset? changedAt)
    {
        var context = told is { AskedMs: > 0 } && (known is null || IsLater(told, known)) ? told : known;
        var changed = changedAt is { } at ? Math.Max(at.ToUnixTimeMilliseconds() + TrailPrecisionMs, knownChangedMs ?? 0) : knownChangedMs;
        return (context, context is not null && context.AskedMs >= changed ? null : changed);
    }

    // Of one instant the greater text, so that every order of arrival agrees.
    private static bool IsLater(ThingContext left, ThingContext right) =>
        left.AskedMs != right.AskedMs ? left.AskedMs > right.AskedMs : string.CompareOrdinal(TextOf(left), TextOf(right)) > 0;

    private static string TextOf(ThingContext context) => string.Join(
        '\u001F',
        [context.IsRegistered ? "1" : "0", context.ThingType ?? "", .. context.Groups, "", .. context.Attributes.SelectMany(static pair => new[] { pair.Key, pair.Value })]);
}
