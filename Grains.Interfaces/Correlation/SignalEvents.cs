namespace OrleansDefender.Correlation;

/// <summary>The values of a signal's <c>eventType</c>, as rules write them.</summary>
public static class SignalEvents
{
    /// <summary>Detect: an alarm opened.</summary>
    public const string InAlarm = "in-alarm";

    /// <summary>Detect: an alarm cleared.</summary>
    public const string Cleared = "alarm-cleared";

    /// <summary>Detect: an alarm ended for want of data.</summary>
    public const string Invalidated = "alarm-invalidated";

    /// <summary>Audit: a finding was opened.</summary>
    public const string FindingOpened = "finding-opened";

    /// <summary>Audit: a finding was resolved.</summary>
    public const string FindingResolved = "finding-resolved";

    /// <summary>State: an analyst said what an episode is.</summary>
    public const string Verified = "verified";

    /// <summary>State: an alarm opened too often within an hour.</summary>
    public const string Flapping = "flapping";

    /// <summary>State: an alarm has been open for long; its time is the opening plus 24 hours or 7 days, not the timer's.</summary>
    public const string Standing = "standing";

    /// <summary>A correlation that fired, as input of another one. Rules never write it: they name the correlation.</summary>
    public const string Fired = "correlation-fired";
}
