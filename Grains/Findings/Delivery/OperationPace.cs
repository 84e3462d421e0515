namespace OrleansDefender.Findings.Delivery;

/// <summary>When the next call of one operation may go: its token bucket, and the pauses after calls that failed.</summary>
/// <remarks>A call that began before the present pause says nothing new about the hub and does not lengthen it.</remarks>
internal sealed class OperationPace(int callsPerSecond, int burst, TimeSpan now)
{
    /// <summary>This many failures in a row, with no success between, are the hub's trouble and no longer a call's.</summary>
    public const int FailuresThatPause = 3;

    private readonly TokenBucket _bucket = new(callsPerSecond, burst, now);
    private TimeSpan _pausedAt = TimeSpan.MinValue;

    /// <summary>The failures since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>Until when no call goes.</summary>
    public TimeSpan PausedUntil { get; private set; } = TimeSpan.MinValue;

    /// <summary>When a finding last landed.</summary>
    public TimeSpan? LandedAt { get; private set; }

    /// <summary>When the first of <see cref="Failures"/> was seen.</summary>
    public TimeSpan FailingSince { get; private set; }

    /// <summary>The last failure's error code.</summary>
    public string? Code { get; private set; }

    /// <summary>The last failure's message.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether calls fail one after the other.</summary>
    public bool IsFailing => Failures >= FailuresThatPause;

    /// <summary>When a call may go: now, or later.</summary>
    public TimeSpan ReadyAt(TimeSpan now)
    {
        var token = _bucket.NextAt(now);
        return token > PausedUntil ? token : PausedUntil;
    }

    /// <summary>Takes the token of one attempt.</summary>
    public bool TryTake(TimeSpan now) => now >= PausedUntil && _bucket.TryTake(now);

    /// <summary>A call was answered.</summary>
    /// <param name="now">The present.</param>
    /// <param name="landed">Whether a finding landed: an answer that refuses each finding proves the hub, but not our findings.</param>
    public void Succeeded(TimeSpan now, bool landed)
    {
        Failures = 0;
        (Code, Message) = (null, null);
        if (landed)
        {
            LandedAt = now;
        }
    }

    /// <summary>A call was answered 429: somebody else uses the quota, or our count is off. Starts from nothing again.</summary>
    public void Throttled(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        if (Failed(now, startedAt, code, message))
        {
            _bucket.Empty(now);
            Pause(now, Failures);
        }
    }

    /// <summary>A call failed for a reason that passes.</summary>
    public void FailedTransiently(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        if (Failed(now, startedAt, code, message) && IsFailing)
        {
            Pause(now, Failures - FailuresThatPause + 1);
        }
    }

    private bool Failed(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        (Code, Message) = (code, message);
        if (startedAt < _pausedAt)
        {
            return false;
        }

        if (Failures++ == 0)
        {
            FailingSince = now;
        }

        return true;
    }

    private void Pause(TimeSpan now, int attempt)
    {
        _pausedAt = now;
        PausedUntil = now + Backoff.OfAttempt(attempt);
    }
}
