namespace OrleansDefender.Findings;

/// <summary>AWS's words for our values.</summary>
public static class Words
{
    /// <summary>The label of a severity; <c>NONE</c> where nothing is open.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.None => "NONE",
        Severity.Informational => "INFORMATIONAL",
        Severity.Low => "LOW",
        Severity.Medium => "MEDIUM",
        Severity.High => "HIGH",
        Severity.Critical => "CRITICAL",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Not a severity."),
    };

    /// <summary>The verification state, as AWS IoT and Security Hub write it.</summary>
    public static string Of(Verification verification) => verification switch
    {
        Verification.Unknown => "UNKNOWN",
        Verification.TruePositive => "TRUE_POSITIVE",
        Verification.BenignPositive => "BENIGN_POSITIVE",
        Verification.FalsePositive => "FALSE_POSITIVE",
        _ => throw new ArgumentOutOfRangeException(nameof(verification), verification, "Not a verification state."),
    };

    /// <summary>The workflow status.</summary>
    public static string Of(WorkflowStatus workflow) => workflow switch
    {
        WorkflowStatus.New => "NEW",
        WorkflowStatus.Notified => "NOTIFIED",
        WorkflowStatus.Resolved => "RESOLVED",
        WorkflowStatus.Suppressed => "SUPPRESSED",
        _ => throw new ArgumentOutOfRangeException(nameof(workflow), workflow, "Not a workflow status."),
    };

    /// <summary>The record state.</summary>
    public static string Of(RecordState state) => state switch
    {
        RecordState.Active => "ACTIVE",
        RecordState.Archived => "ARCHIVED",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a record state."),
    };

    /// <summary>The compliance status.</summary>
    public static string Of(ComplianceStatus status) => status switch
    {
        ComplianceStatus.Failed => "FAILED",
        ComplianceStatus.Passed => "PASSED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a compliance status."),
    };
}
