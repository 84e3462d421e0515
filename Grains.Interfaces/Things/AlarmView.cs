using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>An alarm as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmView")]
public sealed record AlarmView
{
    /// <summary>The security profile.</summary>
    [Id(0)]
    public required string Profile { get; init; }

    /// <summary>The behavior.</summary>
    [Id(1)]
    public required string Behavior { get; init; }

    /// <summary>Whether the newest transition is an in-alarm, and nothing was deleted since.</summary>
    [Id(2)]
    public required bool IsOpen { get; init; }

    /// <summary>The newest transition.</summary>
    [Id(3)]
    public required TransitionKind LastTransition { get; init; }

    /// <summary>The severity.</summary>
    [Id(4)]
    public required Severity Severity { get; init; }

    /// <summary>The analyst's word on the current episode.</summary>
    [Id(5)]
    public required Verification Verification { get; init; }

    /// <summary>The analyst's reason.</summary>
    [Id(6)]
    public string? VerificationNote { get; init; }

    /// <summary>Who gave the word.</summary>
    [Id(7)]
    public string? VerifiedBy { get; init; }

    /// <summary>Episodes so far, the current one included.</summary>
    [Id(8)]
    public required int Episodes { get; init; }

    /// <summary>When the current episode opened; absent where its in-alarm was never seen.</summary>
    [Id(9)]
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When it closed, or when what it is about was deleted; absent while open.</summary>
    [Id(10)]
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The time of the newest event.</summary>
    [Id(11)]
    public required DateTimeOffset LastEventAt { get; init; }

    /// <summary>The current episode.</summary>
    [Id(12)]
    public required string ViolationId { get; init; }

    /// <summary>The finding's Id in Security Hub.</summary>
    [Id(13)]
    public required string FindingId { get; init; }

    /// <summary>Until when the archive of a flapping alarm is held back; absent where it is not.</summary>
    [Id(14)]
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Whether the finding is archived.</summary>
    [Id(15)]
    public required bool Archived { get; init; }

    /// <summary>Why Security Hub refused the finding for good; absent where it did not.</summary>
    [Id(16)]
    public string? Rejection { get; init; }

    /// <summary>The metric.</summary>
    [Id(17)]
    public string? Metric { get; init; }

    /// <summary>What is normal, in words.</summary>
    [Id(18)]
    public string? Criteria { get; init; }

    /// <summary>What was seen last, in words.</summary>
    [Id(19)]
    public string? Value { get; init; }

    /// <summary>The revision of the finding's content.</summary>
    [Id(20)]
    public required long Revision { get; init; }

    /// <summary>What was deleted, in words, where that closed the alarm: <c>thing deleted</c>, <c>security profile deleted</c> or <c>behavior deleted</c>.</summary>
    [Id(21)]
    public string? Withdrawal { get; init; }

    /// <summary>Who deleted it, where that is known.</summary>
    [Id(22)]
    public string? ClosedBy { get; init; }

    /// <summary>Mitigations that were started for the alarm, the latest first; the last few.</summary>
    [Id(23)]
    public ImmutableArray<MitigationEvent> Mitigations { get; init; } = [];

    /// <summary>The severity without any escalation.</summary>
    [Id(24)]
    public Severity BaseSeverity { get; init; }

    /// <summary>Why the finding is not published; absent where nothing withholds it.</summary>
    [Id(25)]
    public string? Withheld { get; init; }
}
