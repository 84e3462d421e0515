namespace OrleansDefender.Simulator.Sqs;

/// <summary>Puts messages on a queue from inside the simulator: the fleet's notifications and the CloudTrail events of other services.</summary>
internal interface IQueueSender
{
    /// <summary>Sends bodies in their order, in one transaction; durable when the task completes.</summary>
    /// <param name="account">The queue's account.</param>
    /// <param name="region">The queue's Region.</param>
    /// <param name="queueName">The queue's name; it must exist.</param>
    /// <param name="bodies">The bodies; the rules of SQS hold for each (length, characters), the limit of ten a batch does not.</param>
    /// <param name="cancellationToken">Gives up before the transaction has begun.</param>
    /// <exception cref="Http.AwsErrorException">There is no such queue, or a body breaks a rule; then none is sent.</exception>
    Task SendAsync(string account, string region, string queueName, IReadOnlyList<string> bodies, CancellationToken cancellationToken);
}
