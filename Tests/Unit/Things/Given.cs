using System.Collections.Immutable;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>Events and states in few words.</summary>
internal static class Given
{
    public const string Profile = "PumpCloudSideRules";
    public const string Behavior = "AuthorizationFailures-High";
    public const string EpisodeA = "9c1f0a64d2b84c7e8f3a5b6d7e8f9a01";
    public const string EpisodeB = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    public static readonly ThingKey Thing = new("111122223333", "us-east-1", "pump-0017");
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    public static readonly string Key = AlarmKey.Of(Profile, Behavior);

    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public static DetectEvent Event(TransitionKind kind, double minutes, string violationId = EpisodeA, string behavior = Behavior, string? value = "54") => new()
    {
        Profile = Profile,
        Behavior = behavior,
        Kind = kind,
        Time = At(minutes),
        ViolationId = violationId,
        Metric = "aws:num-authorization-failures",
        CriteriaType = "STATIC",
        Criteria = "less-than-equals 5 in 300 s",
        Value = value,
    };

    public static DetectEvent Opens(double minutes, string violationId = EpisodeA) => Event(TransitionKind.InAlarm, minutes, violationId);

    public static DetectEvent Clears(double minutes, string violationId = EpisodeA) => Event(TransitionKind.Cleared, minutes, violationId, value: null);

    public static DetectEvent Invalidates(double minutes, string violationId = EpisodeA) =>
        Event(TransitionKind.Invalidated, minutes, violationId, value: null);

    public static VerificationEvent Says(Verification state, double minutes, string violationId = EpisodeA, string? reason = "Planned credential rotation") => new()
    {
        ViolationId = violationId,
        State = state,
        Description = reason,
        Actor = "SecurityAnalyst/soc-analyst",
        Time = At(minutes),
        EventId = FormattableString.Invariant($"event-{minutes}"),
    };

    /// <summary>What a notification of the episode says of its verification.</summary>
    public static VerificationEvent Notifies(Verification state, double minutes, string violationId = EpisodeA) =>
        Says(state, minutes, violationId, reason: null) with { Actor = null, EventId = FormattableString.Invariant($"sns-{minutes}"), IsNotified = true };

    /// <summary>The thing, or a security profile of it, is deleted; or a profile is changed and keeps the behaviors that are named.</summary>
    public static WithdrawalEvent Deletes(double minutes, string? profile = null, string[]? keeps = null, string? actor = "Admin/alice") => new()
    {
        Profile = profile,
        KeptBehaviors = keeps is null ? null : [.. keeps],
        Actor = actor,
        Time = At(minutes),
        EventId = FormattableString.Invariant($"delete-{minutes}-{profile}-{(keeps is null ? "all" : string.Join('+', keeps))}"),
    };

    /// <summary>A mitigation of an episode.</summary>
    public static AlarmMitigation Mitigates(double minutes, string violationId = EpisodeA) => new(
        violationId,
        null,
        null,
        new MitigationEvent
        {
            TaskId = FormattableString.Invariant($"task-{minutes}"),
            Actions = ["quarantine", "notify"],
            Actor = "SecurityAnalyst/soc-analyst",
            Time = At(minutes),
            EventId = FormattableString.Invariant($"mitigate-{minutes}-{violationId}"),
        });

    /// <summary>A mitigation of whatever is open of a behavior.</summary>
    public static AlarmMitigation MitigatesBehavior(double minutes, string behavior = Behavior) =>
        Mitigates(minutes) with { ViolationId = null, Profile = Profile, Behavior = behavior };

    /// <summary>What a certificate tells of its open findings: one for each severity given.</summary>
    public static AuditReference Tells(string certificate, long revision, params Severity[] severities) => new()
    {
        Resource = ResourceIdentifier.DeviceCertificate(certificate),
        Revision = revision,
        Findings =
        [
            .. severities.Select((severity, index) => new ReferredFinding(
                $"CHECK_{index}", "REASON", severity, At(-revision), $"finding/{certificate}/{index}")),
        ],
    };

    /// <summary>A thing's state after causes that were applied one by one, each a minute after its own time.</summary>
    public static ThingState After(params object[] causes) => After(ThingState.Empty, causes);

    public static ThingState After(ThingState state, params object[] causes)
    {
        foreach (var cause in causes)
        {
            state = cause switch
            {
                DetectEvent detectEvent => Apply(state, detectEvent.Time.AddMinutes(1), detectEvent),
                VerificationEvent verification => Apply(state, verification.Time.AddMinutes(1), verification),
                WithdrawalEvent withdrawal => Apply(state, withdrawal.Time.AddMinutes(1), withdrawal),
                AlarmMitigation mitigation => Apply(state, mitigation.Mitigation.Time.AddMinutes(1), mitigation),
                AuditReference reference => Apply(state, At(24 * 60), reference),
                _ => throw new ArgumentException($"{cause} is no cause.", nameof(causes)),
            };
        }

        return state;
    }

    public static ThingState Apply(ThingState state, DateTimeOffset now, params object[] causes) => Transition(state, now, causes).State;

    public static ThingTransition Transition(ThingState state, DateTimeOffset now, params object[] causes) =>
        ThingLogic.Apply(
            state,
            Thing,
            new ThingCauses
            {
                Events = [.. causes.OfType<DetectEvent>()],
                Verifications = [.. causes.OfType<VerificationEvent>()],
                References = [.. causes.OfType<AuditReference>()],
                Withdrawals = [.. causes.OfType<WithdrawalEvent>()],
                Mitigations = [.. causes.OfType<AlarmMitigation>()],
            },
            SeverityPolicy.Default,
            now);

    public static AlarmState Alarm(this ThingState state) => Assert.Single(state.Alarms);

    public static FindingSnapshot Snapshot(this ThingState state, DateTimeOffset? now = null) =>
        ThingLogic.Snapshot(Thing, state.Alarm(), now ?? At(24 * 60))
        ?? throw new InvalidOperationException("The finding was refused.");

    /// <summary>Says that everything that was to be delivered has landed.</summary>
    public static ThingState Delivered(this ThingState state)
    {
        var snapshot = state.Snapshot();
        return Confirmed(state, snapshot, DeliveryStatus.Landed, snapshot.Update?.Revision ?? 0, 0);
    }

    /// <summary>Says that the content has landed and that the hub refused the update of the customer's fields.</summary>
    public static ThingState UpdateRefused(this ThingState state)
    {
        var snapshot = state.Snapshot();
        return Confirmed(state, snapshot, DeliveryStatus.Rejected, 0, snapshot.Update!.Revision);
    }

    private static ThingState Confirmed(ThingState state, FindingSnapshot snapshot, DeliveryStatus status, long update, long refusedUpdate) =>
        ThingLogic.Confirm(
            state,
            ImmutableArray.Create(new DeliveryOutcome
            {
                FindingId = snapshot.Finding.Id,
                Key = snapshot.Key,
                Status = status,
                Revision = snapshot.Revision,
                UpdateRevision = update,
                RefusedUpdateRevision = refusedUpdate,
                ErrorCode = status == DeliveryStatus.Rejected ? "InvalidInput" : null,
            }));
}
