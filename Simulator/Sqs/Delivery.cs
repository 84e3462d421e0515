namespace OrleansDefender.Simulator.Sqs;

/// <summary>One receive of a message, as it was at the moment of taking.</summary>
/// <param name="Message">The message.</param>
/// <param name="Receives">Its receive count, this one included.</param>
/// <param name="FirstReceivedAt">When it was first received, in epoch milliseconds.</param>
/// <param name="ReceivedAt">When this receive was, in epoch milliseconds.</param>
/// <param name="VisibleAt">Until when it is hidden, in epoch milliseconds; 0 = it stays visible.</param>
internal readonly record struct Delivery(QueuedMessage Message, int Receives, long FirstReceivedAt, long ReceivedAt, long VisibleAt);
