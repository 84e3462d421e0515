using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>One queue pump.</summary>
[Description("One queue pump since the start.")]
internal sealed record PumpFigures
{
    [Description("Healthy, Degraded or Unhealthy.")]
    public required string Status { get; init; }

    [Description("Why it is not healthy; null where it is.")]
    public string? Reason { get; init; }

    [Description("When the queue last answered, be it with nothing; null where it never has.")]
    public DateTimeOffset? LastReceiveAt { get; init; }

    [Description("Messages received, repeats included.")]
    public required long Received { get; init; }

    [Description("Messages deleted.")]
    public required long Acknowledged { get; init; }

    [Description("Messages sent to the dead-letter queue.")]
    public required long DeadLettered { get; init; }

    [Description("Messages being worked on.")]
    public required int InFlight { get; init; }

    [Description("The age of the oldest message being worked on, in seconds; 0 where there is none.")]
    public required double OldestSeconds { get; init; }
}
