namespace OrleansDefender.Simulator.Calls;

/// <summary>What the calls of one operation add up to.</summary>
internal sealed class OperationTotals(string service, string operation)
{
    /// <summary>The service's signing name.</summary>
    public string Service { get; } = service;

    /// <summary>The operation.</summary>
    public string Operation { get; } = operation;

    /// <summary>All calls.</summary>
    public long Count { get; private set; }

    /// <summary>Calls carried out and answered, those with failed entries included.</summary>
    public long Ok { get; private set; }

    /// <summary>Calls refused by a quota or a throttle fault.</summary>
    public long Throttled { get; private set; }

    /// <summary>All others: refused, failed, cut, answer lost, caller gone.</summary>
    public long Errors { get; private set; }

    /// <summary>Bytes of request bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>Messages or findings of the calls that were carried out.</summary>
    public long Items { get; private set; }

    /// <summary>When the first call came.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>When the last call came.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Adds a call.</summary>
    public void Add(CallRecord call)
    {
        if (Count++ == 0)
        {
            FirstAt = call.At;
        }

        LastAt = call.At;
        Bytes += call.Bytes;
        Items += call.Items ?? 0;
        switch (call.Outcome)
        {
            case "throttled":
                Throttled++;
                break;
            case "ok" or "partial":
                Ok++;
                break;
            default:
                Errors++;
                break;
        }
    }
}
