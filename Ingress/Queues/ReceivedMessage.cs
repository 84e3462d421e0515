namespace OrleansDefender.Ingress.Queues;

/// <summary>A message as a queue handed it out.</summary>
internal sealed record ReceivedMessage
{
    /// <summary>The queue's id of the message; the same for each receive of it.</summary>
    public required string MessageId { get; init; }

    /// <summary>What deletes it or changes its visibility; another for each receive.</summary>
    public required string ReceiptHandle { get; init; }

    /// <summary>The body, untouched.</summary>
    public required string Body { get; init; }

    /// <summary>When it was sent; absent where the queue did not say.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was first received, by whomever; absent where the queue does not say.</summary>
    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>How often it was received, this time included; approximate.</summary>
    public int ReceiveCount { get; init; } = 1;
}
