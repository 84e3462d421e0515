using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>A raise of severity that a rule caused on this thing, or the incident that it opened. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.EscalationState")]
internal sealed record EscalationState
{
    /// <summary>Firings kept: the one that opened it, and the latest.</summary>
    public const int MostFirings = 3;

    /// <summary>Alarms that it may raise.</summary>
    public const int MostMembers = 64;

    [Id(0)]
    public required string RuleId { get; init; }

    /// <summary>The hash of the rule's content when it fired last.</summary>
    [Id(1)]
    public required string RuleHash { get; init; }

    [Id(2)]
    public required string RuleTitle { get; init; }

    /// <summary>The group within the thing, as the rule's group-by names it.</summary>
    [Id(3)]
    public required string Group { get; init; }

    /// <summary>When it fired first, in milliseconds since 1970: part of the incident's identity, and fixed from then on.</summary>
    [Id(4)]
    public required long OccurrenceMs { get; init; }

    [Id(5)]
    public required bool IsIncident { get; init; }

    /// <summary>The rule's level.</summary>
    [Id(6)]
    public required Severity Level { get; init; }

    [Id(7)]
    public required long QuietMs { get; init; }

    /// <summary>Steps down taken since the last matching signal.</summary>
    [Id(8)]
    public int Steps { get; init; }

    /// <summary>The latest matching signal, in milliseconds since 1970.</summary>
    [Id(9)]
    public required long LastMatchMs { get; init; }

    /// <summary>Since when it is quiet: the latest matching signal, or the end of the last CRITICAL episode among its members; absent while one is open.</summary>
    [Id(10)]
    public long? QuietFromMs { get; init; }

    /// <summary>Sorted by time, the opening one first.</summary>
    [Id(11)]
    public ImmutableArray<FiringState> Firings { get; init; } = [];

    /// <summary>The alarms that it is about.</summary>
    [Id(12)]
    public ImmutableArray<string> Members { get; init; } = [];

    [Id(13)]
    public EscalationEnd End { get; init; }

    /// <summary>When it ended, in milliseconds since 1970; absent while it has not.</summary>
    [Id(14)]
    public long? EndedMs { get; init; }

    /// <summary>The incident's title; absent for a mere raise.</summary>
    [Id(15)]
    public string? Title { get; init; }

    /// <summary>The rule's tags.</summary>
    [Id(16)]
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What the incident's finding shows of the evidence; moves only with its revision.</summary>
    [Id(17)]
    public IncidentContent? Shown { get; init; }

    [Id(18)]
    public long CreatedMs { get; init; }

    [Id(19)]
    public long UpdatedMs { get; init; }

    [Id(20)]
    public long Revision { get; init; }

    [Id(21)]
    public RejectionState? Rejection { get; init; }

    /// <summary>When the refresh was due that a wake has stamped; kept until that wake is complete.</summary>
    [Id(22)]
    public long? RefreshedMs { get; init; }

    /// <summary>What keeps the incident from being published; absent where nothing does.</summary>
    [Id(23)]
    public Withholding? Withheld { get; init; }

    /// <summary>Whether the hub has confirmed the archived incident: it may be forgotten.</summary>
    [Id(24)]
    public bool IsLanded { get; init; }

    /// <summary>When changed evidence is to be stamped: an incident is not sent again more often than every few minutes for it.</summary>
    [Id(25)]
    public long? StampDueMs { get; init; }

    /// <summary>Whether only a TRUE_POSITIVE keeps it from ending: time alone does not lower it then.</summary>
    [Id(26)]
    public bool IsHeldOpen { get; init; }

    /// <summary>The key of the incident's finding, and the name of the escalation, within the thing.</summary>
    /// <remarks>Part of queued messages: never change the form.</remarks>
    public string Key => EscalationKey.Of(RuleId, Group, OccurrenceMs);

    public bool IsOpen => End == EscalationEnd.None;

    /// <summary>The severity that it stands at: the rule's level less the steps down.</summary>
    public Severity Current => StepDown(Level, Steps);

    /// <summary>When it steps down next; absent where it does not by time alone.</summary>
    public long? NextStepMs => IsOpen && !IsHeldOpen && QuietFromMs is { } from ? from + ((Steps + 1) * QuietMs) : null;

    /// <summary>Steps until nothing is left: CRITICAL, HIGH, MEDIUM, LOW, none.</summary>
    public static int StepsToClose(Severity level) => Math.Max(1, level - Severity.Informational);

    /// <summary>A severity some steps lower; never INFORMATIONAL, which is none at all for an escalation.</summary>
    public static Severity StepDown(Severity level, int steps) =>
        steps <= 0 ? level : level - steps > Severity.Informational ? level - steps : Severity.None;
}
