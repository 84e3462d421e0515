using System.ComponentModel;

using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Api;

/// <summary>How it stands with reconciliation, as the API shows it.</summary>
[Description("How it stands with reconciliation, and what the last run found; while one runs, what it has found so far.")]
internal sealed record ReconcileAnswer
{
    [Description("running, waiting, or never (nothing has been scheduled).")]
    public required string State { get; init; }

    [Description("When the run began; null where none has.")]
    public DateTimeOffset? StartedAt { get; init; }

    [Description("When the last whole run ended; null where none has.")]
    public DateTimeOffset? EndedAt { get; init; }

    [Description("When the next is due.")]
    public DateTimeOffset? NextAt { get; init; }

    [Description("Violations that AWS IoT lists as active.")]
    public required long ActiveViolations { get; init; }

    [Description("Of them, those that were not known here: their alarms are opened.")]
    public required long OpenedAlarms { get; init; }

    [Description("Alarms that were open here and that AWS IoT no longer lists: they are closed.")]
    public required long ClosedAlarms { get; init; }

    [Description("Audit runs that nobody here knew and that speak of the present: they are imported.")]
    public required long MissedAudits { get; init; }

    [Description("Suppressions that were not known here.")]
    public required long NewSuppressions { get; init; }

    [Description("Suppressions that were known here and are no longer in force.")]
    public required long EndedSuppressions { get; init; }

    [Description("What keeps a run from going on, or kept a part of the last from being done; null where nothing does.")]
    public string? Trouble { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static ReconcileAnswer Of(ReconcilerView view) => new()
    {
        State = view.IsRunning ? "running" : view.NextAt is null ? "never" : "waiting",
        StartedAt = view.StartedAt,
        EndedAt = view.EndedAt,
        NextAt = view.NextAt,
        ActiveViolations = view.ActiveViolations,
        OpenedAlarms = view.OpenedAlarms,
        ClosedAlarms = view.ClosedAlarms,
        MissedAudits = view.MissedAudits,
        NewSuppressions = view.NewSuppressions,
        EndedSuppressions = view.EndedSuppressions,
        Trouble = view.Trouble,
    };
}
