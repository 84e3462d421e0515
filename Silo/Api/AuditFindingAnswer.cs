using System.ComponentModel;

using OrleansDefender.Audits;

namespace OrleansDefender.Silo.Api;

/// <summary>An audit finding, as the API shows it.</summary>
[Description("An audit finding of a resource: a check and a reason.")]
internal sealed record AuditFindingAnswer
{
    [Description("The check.")]
    public required string CheckName { get; init; }

    [Description("Why, as a code; empty where AWS IoT gives none.")]
    public required string ReasonCode { get; init; }

    [Description("Why, in words.")]
    public string? Reason { get; init; }

    [Description("The severity.")]
    public required string Severity { get; init; }

    [Description("open, suppressed or resolved.")]
    public required string State { get; init; }

    [Description("Whether the finding in Security Hub is archived.")]
    public required bool Archived { get; init; }

    [Description("The start of the run that found it first since it was last resolved.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The start of the last run that found it.")]
    public required DateTimeOffset LastSeenAt { get; init; }

    [Description("The last run that found it.")]
    public required string LastTaskId { get; init; }

    [Description("The start of the run that no longer found it; null while open.")]
    public DateTimeOffset? ResolvedAt { get; init; }

    [Description("Runs that did not find it and prove nothing yet: the check only looks at what happened since the run before. Two and seven days are needed.")]
    public required int CleanRuns { get; init; }

    [Description("The finding's Id in Security Hub.")]
    public required string FindingId { get; init; }

    [Description("The revision of the finding's content.")]
    public required long Revision { get; init; }

    [Description("Why Security Hub refused the finding for good; null where it did not.")]
    public string? Rejection { get; init; }

    [Description("Mitigations that were started for it, the latest first.")]
    public required IReadOnlyList<MitigationAnswer> Mitigations { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static AuditFindingAnswer Of(AuditFindingView view) => new()
    {
        CheckName = view.Check,
        ReasonCode = view.ReasonCode,
        Reason = view.Reason,
        Severity = Words.Of(view.Severity),
        State = !view.IsOpen ? "resolved" : view.IsSuppressed ? "suppressed" : "open",
        Archived = view.Archived,
        Since = view.Since,
        LastSeenAt = view.LastSeenAt,
        LastTaskId = view.LastTaskId,
        ResolvedAt = view.ResolvedAt,
        CleanRuns = view.CleanRuns,
        FindingId = view.FindingId,
        Revision = view.Revision,
        Rejection = view.Rejection,
        Mitigations = [.. view.Mitigations.Select(MitigationAnswer.Of)],
    };
}
