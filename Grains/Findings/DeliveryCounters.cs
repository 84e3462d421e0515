namespace OrleansDefender.Findings;

/// <summary>What this silo has delivered since it started, for the API. Safe to read and count from any thread.</summary>
public sealed class DeliveryCounters
{
    private long _sent;
    private long _updated;
    private long _rejected;
    private long _retried;
    private long _calls;
    private long _throttled;

    /// <summary>Findings whose content has landed.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Findings whose customer fields were updated.</summary>
    public long Updated => Interlocked.Read(ref _updated);

    /// <summary>Findings that the hub refused for good.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Findings that have to be sent again.</summary>
    public long Retried => Interlocked.Read(ref _retried);

    /// <summary>Calls to the hub, whatever came of them.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Calls that were answered 429.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    internal void AddSent(long count) => Interlocked.Add(ref _sent, count);

    internal void AddUpdated(long count) => Interlocked.Add(ref _updated, count);

    internal void AddRejected(long count) => Interlocked.Add(ref _rejected, count);

    internal void AddRetried(long count) => Interlocked.Add(ref _retried, count);

    internal void AddCall() => Interlocked.Increment(ref _calls);

    internal void AddThrottled() => Interlocked.Increment(ref _throttled);
}
