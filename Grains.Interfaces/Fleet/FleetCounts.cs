namespace OrleansDefender.Fleet;

/// <summary>How it stands with the fleet.</summary>
public sealed record FleetCounts
{
    /// <summary>Things on the watch list.</summary>
    public required long Things { get; init; }

    /// <summary>Things by the worst severity of their open alarms, <see cref="Severity.None"/> included.</summary>
    public required IReadOnlyDictionary<Severity, long> BySeverity { get; init; }

    /// <summary>Things by the worst severity of the open audit findings of their resources, <see cref="Severity.None"/> included.</summary>
    public IReadOnlyDictionary<Severity, long> ByPosture { get; init; } = new Dictionary<Severity, long>();

    /// <summary>Open alarms.</summary>
    public required long OpenAlarms { get; init; }

    /// <summary>Closed alarms.</summary>
    public required long ClosedAlarms { get; init; }

    /// <summary>Things of which Security Hub refused a finding for good.</summary>
    public required long Rejected { get; init; }
}
