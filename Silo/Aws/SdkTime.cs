namespace OrleansDefender.Silo.Aws;

/// <summary>Reads the times that the AWS SDK gives.</summary>
internal static class SdkTime
{
    /// <summary>The time to the millisecond: epoch seconds may arrive as a fraction in binary, and rounded they are what a notification says.</summary>
    public static DateTimeOffset WholeMilliseconds(DateTime time)
    {
        var utc = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);
        var milliseconds = (long)Math.Round((utc - DateTime.UnixEpoch).TotalMilliseconds);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}
