using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>Messages of the events queue since the start.</summary>
/// <param name="Received">Received, repeats included.</param>
/// <param name="Acknowledged">Deleted, because what follows from them is durable.</param>
/// <param name="DeadLettered">Sent to the dead-letter queue with a reason.</param>
internal sealed record MessageFigures(
    [property: Description("Received, repeats included.")] long Received,
    [property: Description("Deleted from the queue, because what follows from them is durable.")] long Acknowledged,
    [property: Description("Sent to the dead-letter queue with a reason.")] long DeadLettered);
