namespace OrleansDefender.Ingress;

/// <summary>How it stands with a pump.</summary>
public sealed record PumpStatus
{
    /// <summary>The pump: <c>Events</c>, <c>Urgent</c>, <c>Bulk</c>, <c>UrgentLinks</c> or <c>Links</c>.</summary>
    public required string Pump { get; init; }

    /// <summary>The last receive that was answered, with or without messages; absent before the first.</summary>
    public DateTimeOffset? LastReceiveAt { get; init; }

    /// <summary>Receives that failed since then.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Since when they fail; absent while they do not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the last one failed; absent while they do not.</summary>
    public string? LastError { get; init; }

    /// <summary>Since when the pump gives messages back because what they need is busy; absent while it is not.</summary>
    public DateTimeOffset? BusySince { get; init; }

    /// <summary>What is busy, and why; absent while nothing is.</summary>
    public string? BusyReason { get; init; }
}
