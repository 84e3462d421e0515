using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>An audit run and its import, as the API shows them.</summary>
[Description("An audit run, and how far its import is.")]
internal sealed record AuditAnswer
{
    [Description("The task's id.")]
    public required string TaskId { get; init; }

    [Description("SCHEDULED_AUDIT_TASK or ON_DEMAND_AUDIT_TASK.")]
    public required string TaskType { get; init; }

    [Description("The scheduled audit; null for a run on demand.")]
    public string? ScheduledAuditName { get; init; }

    [Description("The run's own status: COMPLETED, FAILED or CANCELED; null for a run that was never imported, because later ones spoke for all its checks.")]
    public string? TaskStatus { get; init; }

    [Description("When the run started.")]
    public required DateTimeOffset TaskStartTime { get; init; }

    [Description("How far the import is: waiting, listing, resolving, done; superseded for a run that was never imported.")]
    public required string State { get; init; }

    [Description("When the import began.")]
    public DateTimeOffset? ImportStartedAt { get; init; }

    [Description("When the import ended; null while it goes on.")]
    public DateTimeOffset? ImportEndedAt { get; init; }

    [Description("Findings that the run holds, by its counts of resources; the list may hold more, and suppressed ones.")]
    public required long Expected { get; init; }

    [Description("Findings that were listed so far.")]
    public required long Found { get; init; }

    [Description("Findings that their resources have taken in so far: all that were listed, since the list goes on only afterwards.")]
    public required long Applied { get; init; }

    [Description("Findings that the run changed so far: new, changed and resolved ones. Each is delivered.")]
    public required long Changed { get; init; }

    [Description("Of them, those that are in Security Hub.")]
    public required long Delivered { get; init; }

    [Description("Findings listed a second, over the last minute; 0 where the import does not run.")]
    public required double ListedPerSecond { get; init; }

    [Description("Seconds that the listing will take yet, at the present rate; null where nobody can say.")]
    public double? SecondsLeft { get; init; }

    [Description("What keeps the import from going on; null while it goes on.")]
    public string? Trouble { get; init; }

    [Description("The checks, in the order of their import.")]
    public required IReadOnlyList<AuditCheckAnswer> Checks { get; init; }

    /// <summary>What the log and the import's grain said, in the API's words.</summary>
    public static AuditAnswer Of(AuditLogEntry run, AuditTaskView? view) => new()
    {
        TaskId = run.TaskId,
        TaskType = run.Type,
        ScheduledAuditName = run.Schedule,
        TaskStatus = view?.Run.Status,
        TaskStartTime = run.StartedAt,
        State = AuditCheckAnswer.StateOf(view?.State ?? AuditImportState.Superseded),
        ImportStartedAt = view?.ImportStartedAt,
        ImportEndedAt = view?.ImportEndedAt,
        Expected = view?.Run.Checks.Where(static check => check.IsCompleted).Sum(static check => check.NonCompliantResources) ?? 0,
        Found = view?.Checks.Sum(static check => check.Listed) ?? 0,
        Applied = view?.Checks.Sum(static check => check.Listed) ?? 0,
        Changed = view?.Changed ?? 0,
        Delivered = view?.Delivered ?? 0,
        ListedPerSecond = Math.Round(view?.ListedPerSecond ?? 0, 1),
        SecondsLeft = view?.TimeLeft is { } left ? Math.Round(left.TotalSeconds) : null,
        Trouble = view?.Trouble,
        Checks = [.. view?.Checks.Select(AuditCheckAnswer.Of) ?? []],
    };
}
