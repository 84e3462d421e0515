using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>The standing state of (thing, security profile, behavior), and of its finding. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmState")]
internal sealed record AlarmState
{
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

    /// <summary>The finding's key within the thing.</summary>
    public string Key => AlarmKey.Of(Profile, Behavior);

    public bool IsOpen => Window.Newest.Kind == TransitionKind.InAlarm;

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

    /// <summary>When the current episode closed: its first closing transition after its last in-alarm.</summary>
    public DateTimeOffset? ClosedAt => IsOpen ? null : TrailingClosings().Last().Time;

    /// <summary>Whether the finding is to be archived, a hold aside.</summary>
    /// <remarks>An invalidated alarm says that data is missing, not that the device is well: it does not archive what an analyst confirmed.</remarks>
    public bool IsOver =>
        IsSuppressed
        || (!IsOpen && (Verification != Verification.TruePositive || TrailingClosings().Any(closing => closing.Kind == TransitionKind.Cleared)));

    public EpisodeVerdict? VerdictOn(string violationId) => Verdicts.FirstOrDefault(verdict => verdict.ViolationId == violationId);

    /// <summary>Whether the archive is held back at <paramref name="now"/>.</summary>
    public bool IsHeld(DateTimeOffset now) => !IsSuppressed && IsOver && HeldUntilMs > now.ToUnixTimeMilliseconds();

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
