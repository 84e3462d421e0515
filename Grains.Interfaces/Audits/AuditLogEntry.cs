namespace OrleansDefender.Audits;

/// <summary>A run that is known here.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Type">Its type as AWS IoT names it.</param>
/// <param name="Schedule">The scheduled audit; absent for a run on demand.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.AuditLogEntry")]
public sealed record AuditLogEntry(
    [property: Id(0)] string TaskId,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] string Type,
    [property: Id(3)] string? Schedule);
