using System.Globalization;
using System.Text.Json;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>The forms of time in AWS's messages. The sources mix units, so each form has its reader and none guesses.</summary>
internal static class EventTimes
{
    // AWS IoT began in 2015. A time before it is most likely one of another unit: seconds read as milliseconds fall into 1970.
    private static readonly DateTimeOffset Earliest = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Epoch milliseconds: what Device Defender sends through SNS. A fraction is dropped.</summary>
    public static bool TryReadEpochMilliseconds(JsonElement element, out DateTimeOffset time)
    {
        time = default;
        return element.ValueKind == JsonValueKind.Number
            && element.TryGetDecimal(out var milliseconds)
            && Math.Abs(milliseconds) <= Latest.ToUnixTimeMilliseconds()
            && TryMake((long)milliseconds, out time);
    }

    /// <summary>ISO 8601, in UTC where it names no offset: what CloudTrail writes.</summary>
    public static bool TryReadIso8601(string text, out DateTimeOffset time)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        time = default;
        return DateTimeOffset.TryParseExact(text, IsoForms, CultureInfo.InvariantCulture, Utc, out var parsed)
            && TryMake(parsed.ToUnixTimeMilliseconds(), out time);
    }

    /// <summary>
    /// The end of a suppression. CloudTrail writes it in a form that AWS does not document: epoch seconds, ISO 8601, and the words of a Java
    /// <c>Date</c> (<c>Jan 5, 2026 10:00:00 AM</c>, in UTC) are taken; no two of them can be mistaken for each other.
    /// </summary>
    public static bool TryReadExpiration(JsonElement element, out DateTimeOffset time)
    {
        const decimal MillisecondsPerSecond = 1000;
        time = default;
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetDecimal(out var seconds)
                && Math.Abs(seconds) <= Latest.ToUnixTimeSeconds()
                && TryMake((long)(seconds * MillisecondsPerSecond), out time);
        }

        return element.ValueKind == JsonValueKind.String && element.GetString() is { } text && (TryReadIso8601(text, out time) || TryReadWords(text, out time));
    }

    private static bool TryReadWords(string text, out DateTimeOffset time)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

        // Newer Java versions put a narrow no-break space before AM and PM.
        time = default;
        return DateTimeOffset.TryParseExact(text.Replace('\u202F', ' '), "MMM d, yyyy h:mm:ss tt", CultureInfo.InvariantCulture, Utc, out var parsed)
            && TryMake(parsed.ToUnixTimeMilliseconds(), out time);
    }

    private static bool TryMake(long milliseconds, out DateTimeOffset time)
    {
        var isSane = milliseconds >= Earliest.ToUnixTimeMilliseconds() && milliseconds < Latest.ToUnixTimeMilliseconds();
        time = isSane ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isSane;
    }
}
