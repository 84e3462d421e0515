namespace OrleansDefender.Ingress.Queues;

/// <summary>A handler's word on one message.</summary>
internal sealed record MessageVerdict
{
    private MessageVerdict(VerdictKind kind)
    {
        Kind = kind;
    }

    /// <summary>Its consequences are durable.</summary>
    public static MessageVerdict Done { get; } = new(VerdictKind.Done);

    /// <summary>It means nothing to this version: nothing follows from it, and nothing was needed for it.</summary>
    public static MessageVerdict Ignored { get; } = new(VerdictKind.Done) { MeansNothing = true };

    /// <summary>What is to become of the message.</summary>
    public VerdictKind Kind { get; }

    /// <summary>Whether it is done because it means nothing to this version.</summary>
    public bool MeansNothing { get; private init; }

    /// <summary>For <see cref="VerdictKind.Retry"/>: when it shall be visible again.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>For a dead letter a short code; for <see cref="VerdictKind.Busy"/> what is busy, for people.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>For a dead letter: the reason in words.</summary>
    public string Detail { get; private init; } = "";

    /// <summary>What the message needed besides the pump's own queue; <see langword="null"/> where that is always the same, or it needed nothing.</summary>
    public string? Needed { get; private init; }

    /// <summary>Its consequences are durable, and what it needed served it.</summary>
    public static MessageVerdict DoneBy(string needed) => new(VerdictKind.Done) { Needed = needed };

    /// <summary>It failed and may succeed after the delay.</summary>
    public static MessageVerdict Retry(TimeSpan after) => new(VerdictKind.Retry) { Delay = after };

    /// <summary>It can never succeed.</summary>
    public static MessageVerdict DeadLetter(string reason, string detail) => new(VerdictKind.DeadLetter) { Reason = reason, Detail = detail };

    /// <summary>What it needs is overloaded or away.</summary>
    public static MessageVerdict Busy(string reason, string? needed = null) => new(VerdictKind.Busy) { Reason = reason, Needed = needed };
}
