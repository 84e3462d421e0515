namespace OrleansDefender.Tests.Shared;

/// <summary>A clock that only its test moves, but that goes on by a millisecond when it is asked too often while it stands still.</summary>
/// <remarks>
/// For silos on a fake clock. Orleans waits in a loop until a due time has come, and rounds what is left down to milliseconds: with less than one left it would
/// ask a clock that stands still for ever, inside the call that moves the clock.
/// </remarks>
/// <param name="inner">The clock that the test moves; its timers are used as they are.</param>
public sealed class PatientTime(TimeProvider inner) : TimeProvider
{
    /// <summary>Far more than all silos ask for between two moves of the clock, and asked in milliseconds by a loop.</summary>
    private const int Patience = 100_000;

    private readonly Reading _utcNow = new(TimeSpan.TicksPerMillisecond);
    private readonly Reading _timestamp = new(Math.Max(1, inner.TimestampFrequency / 1000));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(_utcNow.Of(inner.GetUtcNow().Ticks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => _timestamp.Of(inner.GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    private sealed class Reading(long millisecond)
    {
        private readonly Lock _lock = new();
        private long _inner;
        private long _asked;
        private long _last;

        public long Of(long now)
        {
            lock (_lock)
            {
                _asked = now == _inner ? _asked + 1 : 0;
                _inner = now;
                _last = Math.Max(_last, now + (_asked / Patience * millisecond));
                return _last;
            }
        }
    }
}
