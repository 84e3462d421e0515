using System.Collections.Immutable;

namespace OrleansDefender.Things;

/// <summary>What an incident's finding shows: stamped as a whole, so that content never changes without a revision. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.IncidentContent")]
internal sealed record IncidentContent
{
    [Id(0)]
    public required Severity Severity { get; init; }

    [Id(1)]
    public required bool IsArchived { get; init; }

    [Id(2)]
    public required string Title { get; init; }

    [Id(3)]
    public required string RuleHash { get; init; }

    [Id(4)]
    public required int Count { get; init; }

    [Id(5)]
    public required long FirstMs { get; init; }

    [Id(6)]
    public required long LastMs { get; init; }

    [Id(7)]
    public required ImmutableArray<EvidenceItem> Evidence { get; init; }

    [Id(8)]
    public required string State { get; init; }

    [Id(9)]
    public required string RuleTitle { get; init; }

    [Id(10)]
    public required Severity RuleLevel { get; init; }

    [Id(11)]
    public required long QuietMs { get; init; }

    [Id(12)]
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>The metrics of the alarms that it rests on, sorted; absent where the rule's tags give the finding its types.</summary>
    [Id(13)]
    public ImmutableArray<string>? Metrics { get; init; }

    /// <summary>Whether another one shows the same; a record of arrays does not compare them by what they hold.</summary>
    public bool IsSameAs(IncidentContent? other) =>
        other is not null && Severity == other.Severity && IsArchived == other.IsArchived && Title == other.Title && RuleHash == other.RuleHash && Count == other.Count
        && FirstMs == other.FirstMs && LastMs == other.LastMs && State == other.State && RuleTitle == other.RuleTitle && RuleLevel == other.RuleLevel && QuietMs == other.QuietMs
        && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal) && Evidence.SequenceEqual(other.Evidence)
        && (Metrics ?? []).SequenceEqual(other.Metrics ?? [], StringComparer.Ordinal);
}
