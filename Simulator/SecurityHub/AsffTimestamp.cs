using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>A moment as ASFF writes it, exact to the nanosecond, so that "strictly later" is decided on what was sent.</summary>
/// <param name="Seconds">Seconds since 1970, UTC.</param>
/// <param name="Nanoseconds">The fraction, 0 to 999,999,999.</param>
internal readonly partial record struct AsffTimestamp(long Seconds, int Nanoseconds) : IComparable<AsffTimestamp>
{
    private const int LargestOffsetMinutes = 18 * 60;

    public static bool operator <(AsffTimestamp left, AsffTimestamp right) => left.CompareTo(right) < 0;

    public static bool operator >(AsffTimestamp left, AsffTimestamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(AsffTimestamp left, AsffTimestamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AsffTimestamp left, AsffTimestamp right) => left.CompareTo(right) >= 0;

    /// <summary>A clock's moment.</summary>
    public static AsffTimestamp From(DateTimeOffset moment) =>
        new(moment.ToUnixTimeSeconds(), (int)(moment.UtcTicks % TimeSpan.TicksPerSecond) * 100);

    /// <summary>Writes a clock's moment the way the service fills its own timestamps: UTC with milliseconds.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a timestamp.</summary>
    /// <remarks>
    /// Source: Security Hub user guide, "Timestamps" (high): date, <c>T</c>, time with seconds, up to nine digits of fraction, then <c>Z</c> or an
    /// offset with or without colon of at most 18 hours. A timestamp without offset is refused.
    /// </remarks>
    public static bool TryParse(string text, out AsffTimestamp timestamp)
    {
        timestamp = default;
        var match = Pattern().Match(text);
        if (!match.Success ||
            !DateTime.TryParseExact(
                match.Groups["moment"].Value,
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment))
        {
            return false;
        }

        var offset = 0;
        if (match.Groups["sign"].Success)
        {
            var hours = int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture);
            var minutes = int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture);
            offset = (hours * 60) + minutes;
            if (minutes > 59 || offset > LargestOffsetMinutes)
            {
                return false;
            }

            offset = match.Groups["sign"].Value == "-" ? -offset : offset;
        }

        var fraction = match.Groups["fraction"].Value.PadRight(9, '0');
        var seconds = ((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (offset * 60L);
        timestamp = new AsffTimestamp(seconds, int.Parse(fraction, CultureInfo.InvariantCulture));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(AsffTimestamp other) =>
        Seconds == other.Seconds ? Nanoseconds.CompareTo(other.Nanoseconds) : Seconds.CompareTo(other.Seconds);

    [GeneratedRegex(
        @"\A(?<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?(Z|(?<sign>[+-])(?<hours>[0-9]{2}):?(?<minutes>[0-9]{2}))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
