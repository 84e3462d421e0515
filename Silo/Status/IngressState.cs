namespace OrleansDefender.Silo.Status;

/// <summary>The pumps at one moment, and what they delivered since the start.</summary>
internal sealed record IngressState
{
    /// <summary>No pumps.</summary>
    public static IngressState None { get; } = new() { Pumps = [] };

    /// <summary>The pumps.</summary>
    public required IReadOnlyList<PumpState> Pumps { get; init; }

    /// <summary>Findings landed.</summary>
    public long FindingsSent { get; init; }

    /// <summary>Findings refused for good.</summary>
    public long FindingsFailed { get; init; }

    /// <summary>The age of the oldest delivery being worked on.</summary>
    public TimeSpan OldestDelivery { get; init; }
}
