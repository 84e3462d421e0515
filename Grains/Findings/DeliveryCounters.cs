namespace OrleansDefender.Findings;

/// <summary>What this silo has delivered since it started, for the API. Safe to read and count from any thread.</summary>
public sealed class DeliveryCounters
{
    private long _sent;
    private long _rejected;

    /// <summary>Findings whose content has landed.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Findings that the hub refused for good.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    internal void AddSent(long count) => Interlocked.Add(ref _sent, count);

    internal void AddRejected(long count) => Interlocked.Add(ref _rejected, count);
}
