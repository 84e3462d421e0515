namespace OrleansDefender.Simulator.Audits;

/// <summary>One audit that ran.</summary>
internal sealed record AuditRun
{
    /// <summary>The run's number: later runs have greater ones.</summary>
    public required long Number { get; init; }

    /// <summary>The task's id.</summary>
    public required string TaskId { get; init; }

    /// <summary>SCHEDULED_AUDIT_TASK or ON_DEMAND_AUDIT_TASK.</summary>
    public required string TaskType { get; init; }

    /// <summary>The schedule's name, of a scheduled run only.</summary>
    public string? Schedule { get; init; }

    /// <summary>COMPLETED, FAILED or CANCELED.</summary>
    public required string Status { get; init; }

    /// <summary>When it started, epoch milliseconds.</summary>
    public required long Started { get; init; }

    /// <summary>When it ended, epoch milliseconds.</summary>
    public required long Ended { get; init; }

    /// <summary>What it says of its checks: <c>auditDetails</c> of the notification, as JSON.</summary>
    public required string Details { get; init; }

    /// <summary>How many findings its list holds.</summary>
    public required long Findings { get; init; }

    /// <summary>What makes its findings; <see langword="null"/> where they are stored.</summary>
    public string? Maker { get; init; }

    /// <summary>The key of its findings' ids, where they are made.</summary>
    public ulong Key => Fleet.FleetHash.Mix(0, TaskId);
}
