using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>A raise of severity, or an incident, as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.EscalationView")]
public sealed record EscalationView
{
    /// <summary>The rule.</summary>
    [Id(0)]
    public required string RuleId { get; init; }

    /// <summary>The hash of the rule's content when it fired last.</summary>
    [Id(1)]
    public required string RuleHash { get; init; }

    /// <summary>The rule's title, or the incident's.</summary>
    [Id(2)]
    public required string Title { get; init; }

    /// <summary>The severity that it stands at.</summary>
    [Id(3)]
    public required Severity Level { get; init; }

    /// <summary>When it fired first.</summary>
    [Id(4)]
    public required DateTimeOffset Since { get; init; }

    /// <summary>The latest matching signal.</summary>
    [Id(5)]
    public required DateTimeOffset LastSignalAt { get; init; }

    /// <summary>What the latest firing counted.</summary>
    [Id(6)]
    public required int Count { get; init; }

    /// <summary>What the latest firing rests on, at most 10.</summary>
    [Id(7)]
    public required ImmutableArray<EvidenceView> Evidence { get; init; }

    /// <summary>When and under what condition it lowers, in words.</summary>
    [Id(8)]
    public required string LowersWhen { get; init; }

    /// <summary>When it steps down next if nothing matches; absent where time alone does not lower it.</summary>
    [Id(9)]
    public DateTimeOffset? LowersAt { get; init; }

    /// <summary>Whether it is an incident with a finding of its own.</summary>
    [Id(10)]
    public required bool IsIncident { get; init; }

    /// <summary>The incident's finding; absent where it has none, or was never published.</summary>
    [Id(11)]
    public string? FindingId { get; init; }

    /// <summary>Whether it still stands.</summary>
    [Id(12)]
    public required bool IsOpen { get; init; }

    /// <summary>Why its finding is not published; absent where nothing withholds it.</summary>
    [Id(13)]
    public string? Withheld { get; init; }

    /// <summary>The alarms that it is about, as <c>profile/behavior</c>.</summary>
    [Id(14)]
    public required ImmutableArray<string> Members { get; init; }
}
