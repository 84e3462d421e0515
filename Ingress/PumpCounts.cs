namespace OrleansDefender.Ingress;

/// <summary>What a pump did since the process started.</summary>
public sealed record PumpCounts
{
    /// <summary>The pump: <c>Events</c>, <c>Urgent</c>, <c>Bulk</c>, <c>UrgentLinks</c> or <c>Links</c>.</summary>
    public required string Pump { get; init; }

    /// <summary>Messages received, repeats included.</summary>
    public required long Received { get; init; }

    /// <summary>Messages deleted because their consequences are durable (or they need none).</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Of the acknowledged, those that mean nothing to this version.</summary>
    public required long Ignored { get; init; }

    /// <summary>Messages moved to the dead-letter queue.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Messages given back to come again.</summary>
    public required long Retried { get; init; }

    /// <summary>Messages received and neither deleted nor given back yet.</summary>
    public required int InFlight { get; init; }

    /// <summary>The age, since it was sent, of the oldest message that was received here and is not deleted yet; absent where there is none.</summary>
    public TimeSpan? OldestUnfinished { get; init; }
}
