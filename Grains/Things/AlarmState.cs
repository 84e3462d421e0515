using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>The standing state of (thing, security profile, behavior), and of its finding. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmState")]
internal sealed record AlarmState
{
    /// <summary>Mitigations that are kept.</summary>
    public const int MostMitigations = 4;

    [Id(0)]
    public required string Profile { get; init; }

    [Id(1)]
    public required string Behavior { get; init; }

    [Id(2)]
    public TransitionWindow Window { get; init; } = TransitionWindow.Empty;

    /// <summary>Episodes that have left the window.</summary>
    [Id(3)]
    public int EarlierEpisodes { get; init; }

    /// <summary>The earliest event ever, in milliseconds since 1970.</summary>
    [Id(4)]
    public long FirstEventMs { get; init; } = long.MaxValue;

    [Id(5)]
    public AlarmFacts? Facts { get; init; }

    [Id(6)]
    public AlarmValue? Value { get; init; }

    /// <summary>Verdicts on episodes of the window.</summary>
    [Id(7)]
    public ImmutableArray<EpisodeVerdict> Verdicts { get; init; } = [];

    [Id(8)]
    public Severity Severity { get; init; }

    /// <summary>Until when the archive of this flapping alarm is held back; kept until the wake that ended it is complete.</summary>
    [Id(9)]
    public long? HeldUntilMs { get; init; }

    [Id(10)]
    public long CreatedMs { get; init; }

    [Id(11)]
    public long UpdatedMs { get; init; }

    [Id(12)]
    public long Revision { get; init; }

    /// <summary>The hash of the content that <see cref="Revision"/> stamped.</summary>
    [Id(13)]
    public ulong ContentHash { get; init; }

    [Id(14)]
    public AskedUpdate? Asked { get; init; }

    [Id(15)]
    public RejectionState? Rejection { get; init; }

    /// <summary>The latest deletion of what the alarm is about; absent where it was raised later.</summary>
    [Id(16)]
    public AlarmWithdrawal? Withdrawal { get; init; }

    /// <summary>The mitigations that were started last, at most <see cref="MostMitigations"/>, the latest first; absent where none was.</summary>
    [Id(17)]
    public ImmutableArray<MitigationEvent>? Mitigations { get; init; }

    /// <summary>When the refresh was due that a wake has stamped; kept until that wake is complete.</summary>
    [Id(18)]
    public long? RefreshedMs { get; init; }

    /// <summary>Signals of the alarm that rules still need and that the window no longer tells of; see <see cref="SignalLog"/>.</summary>
    [Id(19)]
    public byte[]? Log { get; init; }

    /// <summary>The severity of the finding as it was stamped last; <see cref="Severity.None"/> where it never was raised.</summary>
    [Id(20)]
    public Severity Shown { get; init; }

    /// <summary>The strongest escalation that the finding tells of; absent where there is none.</summary>
    [Id(21)]
    public AlarmEscalation? Escalation { get; init; }

    /// <summary>The keys of open incidents that the alarm is a member of; absent where there is none.</summary>
    [Id(22)]
    public ImmutableArray<string>? Incidents { get; init; }

    /// <summary>What keeps the finding from being published; absent where nothing does.</summary>
    [Id(23)]
    public Withholding? Withheld { get; init; }

    /// <summary>What analysts said of episodes that have left the window; absent where they said nothing.</summary>
    [Id(24)]
    public AlarmFeedback? Feedback { get; init; }

    /// <summary>Until when a silence keeps a raise of the published finding back; absent where none does.</summary>
    [Id(25)]
    public long? RaiseHeldUntilMs { get; init; }

    /// <summary>The severity with the escalation.</summary>
    public Severity Effective => Escalation is { } escalation && escalation.Level > Severity ? escalation.Level : Severity;

    /// <summary>The severity that the finding has.</summary>
    public Severity FindingSeverity => Shown == Severity.None ? Severity : Shown;

    /// <summary>The finding's key within the thing.</summary>
    public string Key => AlarmKey.Of(Profile, Behavior);

    public bool IsOpen => Window.Newest.Kind == TransitionKind.InAlarm && Withdrawal is null;

    /// <summary>When it was raised last, in milliseconds since 1970, as far as that is in the window; 0 where it is not.</summary>
    public long RaisedMs
    {
        get
        {
            var raised = 0L;
            foreach (var transition in Window.Transitions)
            {
                raised = transition.Kind == TransitionKind.InAlarm ? Math.Max(raised, transition.TimeMs) : raised;
            }

            return raised;
        }
    }

    public int Episodes => EarlierEpisodes + Window.Episodes;

    public string ViolationId => Window.Newest.ViolationId;

    /// <summary>The verdict on the current episode; <see langword="null"/> where nobody has said anything.</summary>
    public EpisodeVerdict? Verdict => VerdictOn(ViolationId);

    public Verification Verification => Verdict?.State ?? Verification.Unknown;

    /// <summary>Whether an analyst called the current episode false or benign.</summary>
    public bool IsSuppressed => Verification is Verification.FalsePositive or Verification.BenignPositive;

    /// <summary>When the current episode opened, where its in-alarm is in the window.</summary>
    public DateTimeOffset? OpenedAt
    {
        get
        {
            var current = ViolationId;
            foreach (var transition in Window.Transitions)
            {
                if (transition.Kind == TransitionKind.InAlarm && transition.ViolationId == current)
                {
                    return transition.Time;
                }
            }

            return null;
        }
    }

    /// <summary>When the current episode closed: its first closing transition after its last in-alarm, or else the deletion of what it is about.</summary>
    public DateTimeOffset? ClosedAt =>
        IsOpen ? null
        : Window.Newest.Kind == TransitionKind.InAlarm ? DateTimeOffset.FromUnixTimeMilliseconds(Withdrawal!.TimeMs)
        : TrailingClosings().Last().Time;

    /// <summary>Whether it was a deletion that ended the alarm: one that was over already is left as it ended.</summary>
    public bool IsWithdrawn => Withdrawal is not null && !IsSettled;

    /// <summary>The newest transition, deletions included.</summary>
    public TransitionKind LastTransition => IsWithdrawn ? TransitionKind.Withdrawn : Window.Newest.Kind;

    /// <summary>When something happened to the alarm last, in milliseconds since 1970, deletions included.</summary>
    public long LastMs => Math.Max(Window.Newest.TimeMs, Withdrawal?.TimeMs ?? 0);

    /// <summary>Whether the finding is to be archived, a hold aside.</summary>
    public bool IsOver => IsSuppressed || Withdrawal is not null || IsSettled;

    /// <summary>Whether events alone have ended the alarm.</summary>
    /// <remarks>An invalidated alarm says that data is missing, not that the device is well: it does not archive what an analyst confirmed.</remarks>
    private bool IsSettled =>
        Window.Newest.Kind != TransitionKind.InAlarm
        && (Verification != Verification.TruePositive || TrailingClosings().Any(closing => closing.Kind == TransitionKind.Cleared));

    public EpisodeVerdict? VerdictOn(string violationId) => Verdicts.FirstOrDefault(verdict => verdict.ViolationId == violationId);

    /// <summary>Whether the archive is held back at <paramref name="now"/>: what was deleted does not flap.</summary>
    public bool IsHeld(DateTimeOffset now) => !IsSuppressed && Withdrawal is null && IsOver && HeldUntilMs > now.ToUnixTimeMilliseconds();

    /// <summary>Whether the finding is archived at <paramref name="now"/>.</summary>
    public bool IsArchived(DateTimeOffset now) => IsOver && !IsHeld(now);

    private IEnumerable<Transition> TrailingClosings()
    {
        var current = ViolationId;
        for (var i = Window.Transitions.Length - 1; i >= 0; i--)
        {
            var transition = Window.Transitions[i];
            if (transition.Kind == TransitionKind.InAlarm || transition.ViolationId != current)
            {
                yield break;
            }

            yield return transition;
        }
    }
}
