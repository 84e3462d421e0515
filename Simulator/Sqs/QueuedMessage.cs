namespace OrleansDefender.Simulator.Sqs;

/// <summary>What is in memory of a message: not its body. Guarded by its queue's lock.</summary>
/// <param name="number">Its number: the order of sending, and its key in the database.</param>
/// <param name="sentAt">When it was sent, in epoch milliseconds.</param>
internal sealed class QueuedMessage(long number, long sentAt)
{
    /// <summary>Its number.</summary>
    public long Number { get; } = number;

    /// <summary>When it was sent, in epoch milliseconds.</summary>
    public long SentAt { get; } = sentAt;

    /// <summary>When it becomes visible, in epoch milliseconds; of no meaning while it is visible.</summary>
    public long VisibleAt { get; set; }

    /// <summary>When it was first received, in epoch milliseconds; 0 = never.</summary>
    public long FirstReceivedAt { get; set; }

    /// <summary>When it was last received, in epoch milliseconds; 0 = never.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>How often it was received.</summary>
    public int Receives { get; set; }

    /// <summary>Whether it waits for its delay to end, rather than for a receiver to delete it.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>Whether it is in the heap of hidden messages, not in that of visible ones.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Its place in the heap it is in; -1 = in none.</summary>
    public int HeapIndex { get; set; } = -1;
}
