namespace OrleansDefender.Ingress.Queues;

/// <summary>A message that a pump holds.</summary>
internal sealed class InFlightMessage(ReceivedMessage message, DateTimeOffset visibleAt)
{
    /// <summary>The message.</summary>
    public ReceivedMessage Message { get; } = message;

    /// <summary>When the queue hands it out again unless it is extended. Written by the pump's one extending loop.</summary>
    public DateTimeOffset VisibleAt { get; set; } = visibleAt;

    /// <summary>Whether its visibility is being changed for it to come again, so that it must not be extended.</summary>
    public bool IsGivenBack { get; set; }
}
