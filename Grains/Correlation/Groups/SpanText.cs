using System.Globalization;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Spans of time as rules write them.</summary>
internal static class SpanText
{
    /// <summary>In the largest unit that has no rest: <c>24h</c> is <c>1d</c>.</summary>
    public static string Of(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 ? Text(span.TotalDays, "d")
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? Text(span.TotalHours, "h")
        : span.Ticks % TimeSpan.TicksPerMinute == 0 ? Text(span.TotalMinutes, "m")
        : Text(span.TotalSeconds, "s");

    private static string Text(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
}
