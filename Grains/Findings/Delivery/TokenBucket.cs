namespace OrleansDefender.Findings.Delivery;

/// <summary>A token bucket that starts empty, in exact arithmetic: the level is kept in ticks of refill, so that nothing is lost to rounding.</summary>
/// <remarks>Has no clock: <c>now</c> is the caller's monotonic time and never goes back. Not thread-safe.</remarks>
internal sealed class TokenBucket
{
    private readonly long _perToken;
    private readonly long _capacity;
    private long _level;
    private TimeSpan _at;

    /// <summary>Creates an empty bucket.</summary>
    /// <param name="tokensPerSecond">The rate of refill.</param>
    /// <param name="burst">The most tokens it holds.</param>
    /// <param name="now">The present.</param>
    public TokenBucket(int tokensPerSecond, int burst, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        // Rounded up: a rate that does not divide a second's ticks must come out slower, never faster.
        _perToken = (TimeSpan.TicksPerSecond + tokensPerSecond - 1) / tokensPerSecond;
        _capacity = _perToken * burst;
        _at = now;
    }

    /// <summary>Takes a token, if there is one.</summary>
    public bool TryTake(TimeSpan now)
    {
        Refill(now);
        if (_level < _perToken)
        {
            return false;
        }

        _level -= _perToken;
        return true;
    }

    /// <summary>Throws all tokens away.</summary>
    public void Empty(TimeSpan now)
    {
        Refill(now);
        _level = 0;
    }

    /// <summary>When there is a token: now, or later.</summary>
    public TimeSpan NextAt(TimeSpan now)
    {
        Refill(now);
        return now + TimeSpan.FromTicks(Math.Max(0, _perToken - _level));
    }

    private void Refill(TimeSpan now)
    {
        if (now > _at)
        {
            _level = Math.Min(_capacity, _level + (now - _at).Ticks);
            _at = now;
        }
    }
}
