using System.Globalization;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Times as rules write them: a whole number and one of s, m, h, d.</summary>
internal static class RuleDuration
{
    /// <summary>What a duration looks like, for messages.</summary>
    public const string Rule = "must be a whole number and one of s, m, h, d, such as 90m";

    private const int MostDigits = 7;

    /// <summary>Reads one: <c>90m</c>, and neither <c>1h30m</c> nor <c>PT1H</c>.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: >= 2 and <= MostDigits + 1 } || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        long seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => 0,
        };
        duration = TimeSpan.FromSeconds(number * seconds);
        return seconds > 0;
    }

    /// <summary>Writes one as short as it can be; with fractions of a second, in milliseconds.</summary>
    public static string Text(TimeSpan duration)
    {
        var ms = (long)duration.TotalMilliseconds;
        return ms % 1000 != 0 ? FormattableString.Invariant($"{ms}ms")
            : ms == 0 ? "0m"
            : ms % 86_400_000 == 0 ? FormattableString.Invariant($"{ms / 86_400_000}d")
            : ms % 3_600_000 == 0 ? FormattableString.Invariant($"{ms / 3_600_000}h")
            : ms % 60_000 == 0 ? FormattableString.Invariant($"{ms / 60_000}m")
            : FormattableString.Invariant($"{ms / 1000}s");
    }
}
