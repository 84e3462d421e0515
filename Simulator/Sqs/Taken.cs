namespace OrleansDefender.Simulator.Sqs;

/// <summary>What one look into a queue brought. All of it is out of sight of others until it is committed or put back.</summary>
/// <param name="Deliveries">Messages to hand out, hidden already.</param>
/// <param name="Dead">Messages that were received too often: out of the queue.</param>
/// <param name="Expired">Messages past their retention: out of the queue.</param>
/// <param name="Waiter">Where nothing was there and waiting was asked for: what tells of something new.</param>
/// <param name="IsOverLimit">Too many messages are in flight to hand out more.</param>
internal sealed record Taken(
    IReadOnlyList<Delivery> Deliveries, IReadOnlyList<QueuedMessage> Dead, IReadOnlyList<QueuedMessage> Expired, TaskCompletionSource? Waiter, bool IsOverLimit)
{
    /// <summary>Whether there is nothing to do in the database.</summary>
    public bool IsEmpty => Deliveries.Count == 0 && Dead.Count == 0 && Expired.Count == 0;
}
