namespace OrleansDefender.Ingress.Queues;

/// <summary>How a pump reads its queue; section <c>Pumps:Events</c>, <c>:Urgent</c>, <c>:Bulk</c>, <c>:UrgentLinks</c> or <c>:Links</c>.</summary>
public sealed class PumpOptions
{
    /// <summary>The queue's name.</summary>
    public string QueueName { get; set; } = "";

    /// <summary>The name of the queue for what can never succeed.</summary>
    public string DeadLetterQueueName { get; set; } = "";

    /// <summary>Long polls under way at once, 1 to 64.</summary>
    public int Receivers { get; set; } = 4;

    /// <summary>Messages received and not finished, at most. Ten for each receiver at least, since a receive asks for ten.</summary>
    public int MaxInFlight { get; set; } = 400;

    /// <summary>How long a receive waits for messages, in seconds, 1 to 20: without waiting an empty queue would be asked in a tight loop, each time for money.</summary>
    public int WaitSeconds { get; set; } = 20;

    /// <summary>How long a received message stays hidden unless it is extended, in seconds, 4 to 43,200. It is extended when half of it is over.</summary>
    public int VisibilitySeconds { get; set; } = 60;

    /// <summary>How long a stop waits for handlers before their messages are given back, in seconds, 0 to 5.</summary>
    public int StopGraceSeconds { get; set; } = 5;
}
