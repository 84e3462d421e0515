namespace OrleansDefender.Simulator.Fleet;

/// <summary>Where the fleet's messages go: a queue of the simulator's SQS.</summary>
internal interface IEventQueue
{
    /// <summary>Puts messages onto a queue; they are durable when the task completes. A failure leaves it open which of them are.</summary>
    Task SendAsync(string account, string region, string queueName, IReadOnlyList<string> bodies, CancellationToken cancellationToken);
}
