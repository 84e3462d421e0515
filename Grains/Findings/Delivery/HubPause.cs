namespace OrleansDefender.Findings.Delivery;

/// <summary>
/// The pause of an operation of a hub that refuses us: nothing gets better until somebody changes a permission, enables the hub or corrects a fault. Each
/// operation has its own, since each has its own permission: that one is missing says nothing of the other.
/// </summary>
internal sealed class HubPause
{
    private TimeSpan _startedAt;
    private TimeSpan _until = TimeSpan.MinValue;

    /// <summary>The refusals in a row; 0 where it serves us.</summary>
    public int Refusals { get; private set; }

    /// <summary>Since when it refuses.</summary>
    public TimeSpan Since { get; private set; }

    /// <summary>When the next attempt is due; in the past where it serves us.</summary>
    public TimeSpan Until => _until;

    /// <summary>The error code.</summary>
    public string? Code { get; private set; }

    /// <summary>The hub's message.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether no call may go.</summary>
    public bool IsPaused(TimeSpan now) => Refusals > 0 && now < _until;

    /// <summary>Starts or lengthens the pause. A call that began before the present one says nothing new.</summary>
    public void Refused(TimeSpan now, TimeSpan startedAt, string code, string message)
    {
        if (Refusals > 0 && startedAt < _startedAt)
        {
            return;
        }

        if (Refusals++ == 0)
        {
            Since = now;
        }

        (_startedAt, _until) = (now, now + Backoff.OfRefusal(Refusals));
        (Code, Message) = (code, message);
    }

    /// <summary>It serves us.</summary>
    public void Served()
    {
        Refusals = 0;
        _until = TimeSpan.MinValue;
        (Code, Message) = (null, null);
    }
}
