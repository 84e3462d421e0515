namespace OrleansDefender.Findings.Delivery;

/// <summary>When the next call of one operation may go: its token bucket, the pauses after calls that failed, and its calls that are under way.</summary>
/// <remarks>A call that began before the present pause says nothing new about the hub and does not lengthen it.</remarks>
internal sealed class OperationPace(int callsPerSecond, int burst, TimeSpan now)
{
    /// <summary>This many failures in a row, with no success between, are the hub's trouble and no longer a call's.</summary>
    public const int FailuresThatPause = 3;

    private readonly TokenBucket _bucket = new(callsPerSecond, burst, now);
    private TimeSpan _pausedAt = TimeSpan.MinValue;
    private int _inFlight;

    /// <summary>The pause where the hub refuses us this operation.</summary>
    public HubPause Pause { get; } = new();

    /// <summary>The lone findings refused as malformed since one last landed, with nothing to prove that it was their fault.</summary>
    public int LoneRefusals { get; private set; }

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

    /// <summary>Whether calls fail or are refused.</summary>
    public bool IsTroubled => IsFailing || Pause.Refusals > 0;

    /// <summary>When a call may go: now, or later; <see cref="TimeSpan.MaxValue"/> where another has to end first.</summary>
    public TimeSpan ReadyAt(TimeSpan now)
    {
        if (!HasRoom)
        {
            return TimeSpan.MaxValue;
        }

        var pause = Pause.Until > PausedUntil ? Pause.Until : PausedUntil;
        var token = _bucket.NextAt(now);
        return token > pause ? token : pause;
    }

    /// <summary>Begins a call, where one may go: takes the token of one attempt.</summary>
    public bool TryBegin(TimeSpan now)
    {
        if (!HasRoom || now < PausedUntil || Pause.IsPaused(now) || !_bucket.TryTake(now))
        {
            return false;
        }

        _inFlight++;
        return true;
    }

    /// <summary>A call that began has ended, whatever came of it.</summary>
    public void Ended() => _inFlight--;

    /// <summary>A lone finding was refused as malformed, and nothing proves that it is its fault.</summary>
    public void RefusedLone() => LoneRefusals++;

    /// <summary>A call was answered.</summary>
    /// <param name="now">The present.</param>
    /// <param name="landed">Whether a finding landed: an answer that refuses each finding proves the hub, but not our findings.</param>
    public void Succeeded(TimeSpan now, bool landed)
    {
        Failures = 0;
        (Code, Message) = (null, null);
        Pause.Served();
        if (landed)
        {
            LandedAt = now;
            LoneRefusals = 0;
        }
    }

    /// <summary>A call was answered 429: somebody else uses the quota, or our count is off. Starts from nothing again.</summary>
    public void Throttled(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        if (Failed(now, startedAt, code, message))
        {
            _bucket.Empty(now);
            Rest(now, Failures);
        }
    }

    /// <summary>A call failed for a reason that passes.</summary>
    public void FailedTransiently(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        if (Failed(now, startedAt, code, message) && IsFailing)
        {
            Rest(now, Failures - FailuresThatPause + 1);
        }
    }

    // After failures one call at a time finds out whether it is over.
    private bool HasRoom => _inFlight == 0 || !IsTroubled;

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

    private void Rest(TimeSpan now, int attempt)
    {
        _pausedAt = now;
        PausedUntil = now + Backoff.OfAttempt(attempt);
    }
}
