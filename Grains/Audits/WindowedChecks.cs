namespace OrleansDefender.Audits;

/// <summary>The checks whose scheduled runs only look at what happened since the run before: not being listed is no proof there.</summary>
/// <remarks>AWS IoT Device Defender developer guide, the pages of the two checks.</remarks>
internal static class WindowedChecks
{
    /// <summary>How long after the last listing the earliest proof of absence is taken.</summary>
    public static readonly TimeSpan QuietPeriod = TimeSpan.FromDays(7);

    public static bool Contains(string check) => check is "CONFLICTING_CLIENT_IDS_CHECK" or "DEVICE_CERTIFICATE_SHARED_CHECK";
}
