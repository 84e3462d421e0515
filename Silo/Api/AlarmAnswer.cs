using System.ComponentModel;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>An alarm, as the API shows it.</summary>
[Description("The standing state of one behavior of one security profile for the thing.")]
internal sealed record AlarmAnswer
{
    [Description("The security profile.")]
    public required string Profile { get; init; }

    [Description("The behavior.")]
    public required string Behavior { get; init; }

    [Description("open or closed.")]
    public required string State { get; init; }

    [Description("The state in words for people: open, cleared, invalidated, 'cleared, held' while the archive of a flapping alarm is held back, or 'withdrawn: ' and what was deleted.")]
    public required string Display { get; init; }

    [Description("The newest transition: in-alarm, alarm-cleared, alarm-invalidated, or withdrawn where what the alarm is about was deleted.")]
    public required string LastTransition { get; init; }

    [Description("CRITICAL, HIGH, MEDIUM, LOW or INFORMATIONAL.")]
    public required string Severity { get; init; }

    [Description("The analyst's word on the current episode: UNKNOWN, TRUE_POSITIVE, BENIGN_POSITIVE or FALSE_POSITIVE.")]
    public required string Verification { get; init; }

    [Description("The analyst's reason.")]
    public string? VerificationNote { get; init; }

    [Description("Who gave the word.")]
    public string? VerifiedBy { get; init; }

    [Description("Episodes so far, the current one included.")]
    public required int Episodes { get; init; }

    [Description("When the current episode opened; null where its in-alarm was never seen.")]
    public DateTimeOffset? OpenedAt { get; init; }

    [Description("When it closed; null while open.")]
    public DateTimeOffset? ClosedAt { get; init; }

    [Description("The time of the newest event.")]
    public required DateTimeOffset LastEventAt { get; init; }

    [Description("Until when the archive of a flapping alarm is held back; null where it is not.")]
    public DateTimeOffset? HeldUntil { get; init; }

    [Description("The metric, for example aws:num-authorization-failures.")]
    public string? Metric { get; init; }

    [Description("What is normal, in words.")]
    public string? Criteria { get; init; }

    [Description("What was seen last, in words.")]
    public string? Value { get; init; }

    [Description("Device Defender's id of the current episode.")]
    public required string ViolationId { get; init; }

    [Description("The finding's Id in Security Hub.")]
    public required string FindingId { get; init; }

    [Description("The finding's record state: ACTIVE or ARCHIVED.")]
    public required string FindingState { get; init; }

    [Description("Why Security Hub refused the finding for good; null where it did not.")]
    public string? Rejection { get; init; }

    [Description("The revision of the finding's content: one more with each change.")]
    public required long Revision { get; init; }

    [Description("Who deleted what the alarm is about; null where nothing was deleted, or nobody knows.")]
    public string? ClosedBy { get; init; }

    [Description("The last mitigations that were started for the alarm, the latest first.")]
    public required IReadOnlyList<MitigationAnswer> Mitigations { get; init; }

    [Description("The severity without any escalation.")]
    public required string BaseSeverity { get; init; }

    [Description("Why the finding is not published; null where nothing withholds it.")]
    public string? Withheld { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static AlarmAnswer Of(AlarmView view) => new()
    {
        Profile = view.Profile,
        Behavior = view.Behavior,
        State = Words.OfState(view.IsOpen),
        Display = DisplayOf(view),
        LastTransition = Words.Of(view.LastTransition),
        Severity = Words.Of(view.Severity),
        Verification = Words.Of(view.Verification),
        VerificationNote = view.VerificationNote,
        VerifiedBy = view.VerifiedBy,
        Episodes = view.Episodes,
        OpenedAt = view.OpenedAt,
        ClosedAt = view.ClosedAt,
        LastEventAt = view.LastEventAt,
        HeldUntil = view.HeldUntil,
        Metric = view.Metric,
        Criteria = view.Criteria,
        Value = view.Value,
        ViolationId = view.ViolationId,
        FindingId = view.FindingId,
        FindingState = Words.Of(view.Archived ? RecordState.Archived : RecordState.Active),
        Rejection = view.Rejection,
        Revision = view.Revision,
        ClosedBy = view.ClosedBy,
        Mitigations = [.. view.Mitigations.Select(MitigationAnswer.Of)],
        BaseSeverity = Words.Of(view.BaseSeverity),
        Withheld = view.Withheld,
    };

    private static string DisplayOf(AlarmView view)
    {
        if (view.IsOpen)
        {
            return "open";
        }

        if (view.Withdrawal is { } withdrawal)
        {
            return $"withdrawn: {withdrawal}";
        }

        var word = view.LastTransition == TransitionKind.Invalidated ? "invalidated" : "cleared";
        return view.HeldUntil is null ? word : word + ", held";
    }
}
