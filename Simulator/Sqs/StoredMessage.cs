namespace OrleansDefender.Simulator.Sqs;

/// <summary>What the database keeps of a message that memory does not.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Sender">The sender's account.</param>
/// <param name="Body">The body.</param>
/// <param name="Attributes">The message attributes as JSON, if any.</param>
/// <param name="SystemAttributes">The system attributes it was sent with as JSON, if any; its message group is among them.</param>
/// <param name="DeadLetterSource">Of a message in a dead-letter queue: the ARN of the queue it came from.</param>
internal sealed record StoredMessage(string Id, string Sender, string Body, string? Attributes, string? SystemAttributes, string? DeadLetterSource);
