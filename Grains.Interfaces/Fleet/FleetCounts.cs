namespace OrleansDefender.Fleet;

/// <summary>How it stands with the fleet.</summary>
public sealed record FleetCounts
{
    /// <summary>Things on the watch list.</summary>
    public required long Things { get; init; }

    /// <summary>Things by the worst severity of their open alarms, <see cref="Severity.None"/> included.</summary>
    public required IReadOnlyDictionary<Severity, long> BySeverity { get; init; }

    /// <summary>Open alarms.</summary>
    public required long OpenAlarms { get; init; }

    /// <summary>Closed alarms.</summary>
    public required long ClosedAlarms { get; init; }

    /// <summary>Things of which Security Hub refused a finding for good.</summary>
    public required long Rejected { get; init; }
}
