namespace OrleansDefender.Simulator.Sqs;

/// <summary>Where a message goes that was received too often.</summary>
/// <param name="DeadLetterArn">The dead-letter queue's ARN.</param>
/// <param name="MaxReceiveCount">How often a message may be received.</param>
internal sealed record RedrivePolicy(string DeadLetterArn, int MaxReceiveCount);
