namespace OrleansDefender.Silo.Status;

/// <summary>A queue pump at one moment: its health, and its figures since the start.</summary>
internal sealed record PumpState
{
    /// <summary>events, urgent or bulk.</summary>
    public required string Name { get; init; }

    /// <summary>How well it is, and why not.</summary>
    public required HealthCheck Health { get; init; }

    /// <summary>When the queue last answered; absent where it never has.</summary>
    public DateTimeOffset? LastReceiveAt { get; init; }

    /// <summary>Messages received, repeats included.</summary>
    public long Received { get; init; }

    /// <summary>Messages deleted.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Messages sent to the dead-letter queue.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Messages being worked on.</summary>
    public int InFlight { get; init; }

    /// <summary>The age of the oldest message being worked on.</summary>
    public TimeSpan Oldest { get; init; }
}
