using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>The import of a check of a run, as the API shows it.</summary>
[Description("One check of an audit run.")]
internal sealed record AuditCheckAnswer
{
    [Description("The check's name.")]
    public required string CheckName { get; init; }

    [Description("How the check ended: COMPLETED_COMPLIANT, COMPLETED_NON_COMPLIANT, FAILED, CANCELED, OTHER.")]
    public required string CheckRunStatus { get; init; }

    [Description("How far its import is: waiting, listing, resolving, done, says nothing (it did not complete), superseded (a later run speaks), "
        + "incomplete (the list held fewer resources than the run counted: nothing was resolved), gone (AWS IoT no longer lists it).")]
    public required string State { get; init; }

    [Description("Distinct resources that do not comply, by the run's count.")]
    public required long NonCompliantResources { get; init; }

    [Description("Findings that were listed and applied.")]
    public required long Found { get; init; }

    [Description("Distinct resources among them, suppressed ones aside.")]
    public required long Resources { get; init; }

    [Description("Findings that it changed.")]
    public required long Changed { get; init; }

    [Description("Resources that were open before and that the run does not list.")]
    public required long Missed { get; init; }

    [Description("Why the check failed, as a code; null where it did not.")]
    public string? ErrorCode { get; init; }

    [Description("Why the check failed, in words; null where it did not.")]
    public string? Message { get; init; }

    [Description("Why AWS IoT does not list the check's findings, in words; null where it does. It is asked again for as long as it keeps them.")]
    public string? Reason { get; init; }

    /// <summary>What the import's grain said, in the API's words.</summary>
    public static AuditCheckAnswer Of(AuditCheckView view) => new()
    {
        CheckName = view.Run.Check,
        CheckRunStatus = view.Run.Status switch
        {
            AuditCheckStatus.CompletedCompliant => "COMPLETED_COMPLIANT",
            AuditCheckStatus.CompletedNonCompliant => "COMPLETED_NON_COMPLIANT",
            AuditCheckStatus.Failed => "FAILED",
            AuditCheckStatus.Canceled => "CANCELED",
            _ => "OTHER",
        },
        State = StateOf(view.State),
        NonCompliantResources = view.Run.NonCompliantResources,
        Found = view.Listed,
        Resources = view.Resources,
        Changed = view.Changed,
        Missed = view.Missed,
        ErrorCode = view.Run.ErrorCode,
        Message = view.Run.Message,
        Reason = view.Reason,
    };

    /// <summary>The state of an import.</summary>
    public static string StateOf(AuditImportState state) => state switch
    {
        AuditImportState.Waiting => "waiting",
        AuditImportState.Listing => "listing",
        AuditImportState.Resolving => "resolving",
        AuditImportState.Done => "done",
        AuditImportState.SaysNothing => "says nothing",
        AuditImportState.Superseded => "superseded",
        AuditImportState.Incomplete => "incomplete",
        AuditImportState.Gone => "gone",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of an import."),
    };
}
