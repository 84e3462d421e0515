namespace OrleansDefender.Findings.Delivery;

/// <summary>The pause of a whole hub that refuses us: nothing gets better until somebody changes a permission, enables the hub or corrects a fault.</summary>
internal sealed class HubPause
{
    private TimeSpan _startedAt;
    private TimeSpan _until;

    /// <summary>The refusals in a row; 0 where the hub serves us.</summary>
    public int Refusals { get; private set; }

    /// <summary>Since when it refuses.</summary>
    public TimeSpan Since { get; private set; }

    /// <summary>When the next attempt is due.</summary>
    public TimeSpan Until => _until;

    /// <summary>The refused operation.</summary>
    public HubOperation Operation { get; private set; }

    /// <summary>The error code.</summary>
    public string? Code { get; private set; }

    /// <summary>The hub's message.</summary>
    public string? Message { get; private set; }

    /// <summary>Whether no call may go.</summary>
    public bool IsPaused(TimeSpan now) => Refusals > 0 && now < _until;

    /// <summary>Starts or lengthens the pause. A call that began before the present one says nothing new.</summary>
    public void Refused(TimeSpan now, TimeSpan startedAt, HubOperation operation, string code, string message)
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
        (Operation, Code, Message) = (operation, code, message);
    }

    /// <summary>The hub serves us.</summary>
    public void Served()
    {
        Refusals = 0;
        _until = TimeSpan.MinValue;
        (Code, Message) = (null, null);
    }
}
