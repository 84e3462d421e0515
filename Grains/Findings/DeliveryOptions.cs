namespace OrleansDefender.Findings;

/// <summary>How findings are delivered to Security Hub. Section <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Delivery";

    /// <summary>
    /// The most findings of one account and Region that are held in memory, those in a call included. What comes on top is answered "busy" and stays
    /// in its queue, unless it is more severe than one that waits. Default 10,000: what four silos have under way at once, and with ten seconds of the hub's
    /// quota half of what a delivery waits.
    /// </summary>
    public int MaxWaitingFindings { get; set; } = 10_000;

    /// <summary>The same bound in bytes of import, because a finding may have up to 240 KB. Default 64 MiB.</summary>
    public long MaxWaitingBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Calls per second and operation. Default 10, the quota of BatchImportFindings and of BatchUpdateFindings.</summary>
    public int CallsPerSecond { get; set; } = 10;

    /// <summary>
    /// Calls that may go at once after a quiet time, per operation. Default 25. AWS allows 30, but measures when requests arrive: network jitter
    /// moves spaced requests closer together, and the difference of 5 absorbs half a second of it.
    /// </summary>
    public int Burst { get; set; } = 25;

    /// <summary>Calls that may run at once, of both operations together. Default 8; the last is kept for findings of at least HIGH.</summary>
    public int CallsInFlight { get; set; } = 8;

    /// <summary>After this a call without an answer counts as failed and is repeated. Default 15 s; longer than the HTTP client's own limit.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
