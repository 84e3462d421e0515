using System.Collections.Immutable;

namespace OrleansDefender.Correlation;

/// <summary>A fleet incident as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.IncidentView")]
public sealed record IncidentView
{
    /// <summary>The group's key.</summary>
    [Id(0)]
    public required CorrelationKey Group { get; init; }

    /// <summary>When the firing was that opened it: with the group its identity.</summary>
    [Id(1)]
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>The Id of its finding.</summary>
    [Id(2)]
    public required string FindingId { get; init; }

    /// <summary>The title.</summary>
    [Id(3)]
    public required string Title { get; init; }

    /// <summary>The rule's title.</summary>
    [Id(4)]
    public required string Rule { get; init; }

    /// <summary>The hash of the rule's content.</summary>
    [Id(5)]
    public required string RuleHash { get; init; }

    /// <summary>What makes the rule true, in words.</summary>
    [Id(6)]
    public required string Condition { get; init; }

    /// <summary>The group-by fields with their values, in the rule's order.</summary>
    [Id(7)]
    public required ImmutableArray<KeyValuePair<string, string>> GroupValues { get; init; }

    /// <summary>Whether it is open.</summary>
    [Id(8)]
    public required bool IsOpen { get; init; }

    /// <summary>Why it is over; absent while it is open.</summary>
    [Id(9)]
    public string? EndedBecause { get; init; }

    /// <summary>Its severity now.</summary>
    [Id(10)]
    public required Severity Severity { get; init; }

    /// <summary>The level of its rule, which it opened with.</summary>
    [Id(11)]
    public required Severity Level { get; init; }

    /// <summary>Things that are involved.</summary>
    [Id(12)]
    public required long Things { get; init; }

    /// <summary>Whether <see cref="Things"/> is exact; otherwise it is about so many.</summary>
    [Id(13)]
    public required bool AreThingsExact { get; init; }

    /// <summary>What the rule counts: signals, or values.</summary>
    [Id(14)]
    public required long Count { get; init; }

    /// <summary>Whether <see cref="Count"/> is exact; otherwise it is about so many.</summary>
    [Id(15)]
    public required bool IsCountExact { get; init; }

    /// <summary>The first matching signal.</summary>
    [Id(16)]
    public required DateTimeOffset FirstSignalAt { get; init; }

    /// <summary>The latest matching signal.</summary>
    [Id(17)]
    public required DateTimeOffset LastSignalAt { get; init; }

    /// <summary>The latest firing.</summary>
    [Id(18)]
    public required DateTimeOffset LastFiredAt { get; init; }

    /// <summary>The things that were first, at most 10.</summary>
    [Id(19)]
    public required ImmutableArray<IncidentThing> FirstThings { get; init; }

    /// <summary>The things with the most severe signals, at most 10.</summary>
    [Id(20)]
    public required ImmutableArray<IncidentThing> SevereThings { get; init; }

    /// <summary>Signals that it rests on, at most 10: the first and the latest.</summary>
    [Id(21)]
    public required ImmutableArray<IncidentEvidence> Evidence { get; init; }

    /// <summary>Techniques of ATT&amp;CK for ICS.</summary>
    [Id(22)]
    public required ImmutableArray<string> Techniques { get; init; }

    /// <summary>When it steps down or closes, in words.</summary>
    [Id(23)]
    public required string LowersWhen { get; init; }

    /// <summary>Why Security Hub refused its finding for good; absent where it did not.</summary>
    [Id(24)]
    public string? Rejection { get; init; }
}
