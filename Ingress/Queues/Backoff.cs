namespace OrleansDefender.Ingress.Queues;

/// <summary>How long to wait before trying again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan LongestRedelivery = TimeSpan.FromMinutes(5);

    /// <summary>Doubles from <paramref name="first"/> with each failure, up to <paramref name="cap"/>.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan cap)
    {
        var factor = 1L << Math.Clamp(failures - 1, 0, 20);
        return TimeSpan.FromTicks(Math.Min(cap.Ticks, first.Ticks * factor));
    }

    /// <summary>
    /// The delay of a message that has to come again: half a second for each time it was received, 5 minutes at most. It so stays in proportion to how
    /// long the trouble lasts, and the thousand receives after which a queue gives a message up are not used up by an outage of a day.
    /// </summary>
    public static TimeSpan ForRedelivery(int receiveCount, TimeSpan least)
    {
        var grown = TimeSpan.FromSeconds(0.5 * Math.Clamp(receiveCount, 0, 600));
        return grown < least ? least : grown > LongestRedelivery ? LongestRedelivery : grown;
    }
}
