namespace OrleansDefender.Simulator.Sqs;

/// <summary>A checked message on its way into a queue.</summary>
/// <param name="Content">What the database keeps of it.</param>
/// <param name="Delay">How long it stays hidden; <see langword="null"/> = as the queue says.</param>
internal sealed record OutgoingMessage(StoredMessage Content, TimeSpan? Delay);
