namespace OrleansDefender.Ingress.Queues;

/// <summary>What is to become of a message.</summary>
internal enum VerdictKind
{
    /// <summary>Its consequences are durable: delete it.</summary>
    Done,

    /// <summary>It failed: make it visible again after a delay.</summary>
    Retry,

    /// <summary>It can never succeed: move it to the dead-letter queue.</summary>
    DeadLetter,

    /// <summary>What it needs is overloaded or away: give it back and receive no more for a while.</summary>
    Busy,
}
