namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>The real time, which can be set forward: timers run as ever, but the calendar jumps.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shiftTicks;

    /// <summary>Sets the calendar forward.</summary>
    public void Forward(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));
}
