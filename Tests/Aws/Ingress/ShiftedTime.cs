namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The system's clock, put forward by hand. Timers run as they do.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    /// <summary>Puts the clock forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    private TimeSpan Shift => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
}
