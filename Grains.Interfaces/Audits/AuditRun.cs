using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>A run of an audit that has ended, as its notification or <c>DescribeAuditTask</c> says.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditRun")]
public sealed record AuditRun
{
    /// <summary>The account and Region.</summary>
    [Id(0)]
    public required AccountRegion Scope { get; init; }

    /// <summary>The task's id.</summary>
    [Id(1)]
    public required string TaskId { get; init; }

    /// <summary>When it started: of two runs of a check the one that started later speaks of the present.</summary>
    [Id(2)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The task's status as AWS IoT names it, for example <c>COMPLETED</c>. What decides is each check's own.</summary>
    [Id(3)]
    public required string Status { get; init; }

    /// <summary>The task's type as AWS IoT names it: <c>SCHEDULED_AUDIT_TASK</c> or <c>ON_DEMAND_AUDIT_TASK</c>.</summary>
    [Id(4)]
    public required string Type { get; init; }

    /// <summary>The scheduled audit; absent for a run on demand.</summary>
    [Id(5)]
    public string? Schedule { get; init; }

    /// <summary>The checks of the run. What is not here did not run, and says nothing.</summary>
    [Id(6)]
    public required ImmutableArray<AuditCheckRun> Checks { get; init; }
}
