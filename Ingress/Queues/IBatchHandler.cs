namespace OrleansDefender.Ingress.Queues;

/// <summary>Turns received messages into durable consequences.</summary>
internal interface IBatchHandler
{
    /// <summary>What its messages are known to need; see <see cref="MessageVerdict.Needed"/>. Counts as served until it turns out to be busy.</summary>
    IReadOnlyList<string> Needs => [];

    /// <summary>
    /// Handles up to ten messages and says what is to become of each, in their order. Called by many receivers at once, and again with the same
    /// messages: after a crash, a lost answer, or one by one after an exception.
    /// </summary>
    /// <remarks>An exception retries every message it was called with; a handler that knows which ones failed says so by verdict.</remarks>
    Task<IReadOnlyList<MessageVerdict>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken);
}
