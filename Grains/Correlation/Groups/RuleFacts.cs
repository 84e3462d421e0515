using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Groups;

/// <summary>What an incident has to know of its rule, so that it can be shown and closed also when the rule is no longer there. Persisted.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.RuleFacts")]
internal sealed record RuleFacts
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required string Hash { get; init; }

    [Id(2)]
    public required string Title { get; init; }

    /// <summary>The title with its <c>{field}</c> and <c>{count}</c>; absent: the rule's own.</summary>
    [Id(3)]
    public string? IncidentTitle { get; init; }

    [Id(4)]
    public required Severity Level { get; init; }

    [Id(5)]
    public required long QuietMs { get; init; }

    [Id(6)]
    public required long TimespanMs { get; init; }

    [Id(7)]
    public required long CooldownMs { get; init; }

    [Id(8)]
    public required ImmutableArray<string> GroupBy { get; init; }

    [Id(9)]
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>What makes it true, in words.</summary>
    [Id(10)]
    public required string Condition { get; init; }

    /// <summary>The field whose values are counted; absent where signals or inputs are.</summary>
    [Id(11)]
    public string? ValueField { get; init; }

    /// <summary>A hash of what entries mean: kept entries hold for another version of the rule only where it is the same.</summary>
    [Id(12)]
    public required string Shape { get; init; }

    public static RuleFacts Of(CorrelationRule rule) => new()
    {
        Id = rule.Id,
        Hash = rule.Hash,
        Title = rule.Title,
        IncidentTitle = rule.Effect.Title,
        Level = rule.Level,
        QuietMs = (long)rule.Effect.Quiet.TotalMilliseconds,
        TimespanMs = (long)rule.Timespan.TotalMilliseconds,
        CooldownMs = (long)rule.Effect.Cooldown.TotalMilliseconds,
        GroupBy = rule.GroupBy,
        Tags = rule.Tags,
        Condition = ConditionOf(rule),
        ValueField = rule.ValueField,
        Shape = $"{rule.Type}|{rule.ValueField}|{string.Join('|', rule.Inputs.Select(static input => input.Name))}",
    };

    /// <summary>Whether two are the same; a record of arrays does not compare them by what they hold.</summary>
    public bool IsSameAs(RuleFacts? other) =>
        other is not null && GroupBy.SequenceEqual(other.GroupBy) && Tags.SequenceEqual(other.Tags) && this == other with { GroupBy = GroupBy, Tags = Tags };

    private static string ConditionOf(CorrelationRule rule)
    {
        var within = $"within {RuleDuration.Text(rule.Timespan)}";
        return rule.Type switch
        {
            CorrelationType.EventCount => $"number of signals {BoundsOf(rule.Condition!)} {within}",
            CorrelationType.ValueCount => $"number of different {rule.ValueField} {BoundsOf(rule.Condition!)} {within}",
            CorrelationType.Temporal => $"{string.Join(" and ", rule.Inputs.Select(static input => input.Name))} {within}",
            _ => $"{string.Join(" then ", rule.Inputs.Select(static input => input.Name))} {within}",
        };
    }

    private static string BoundsOf(CountCondition condition) => string.Join(
        " and ",
        ((ReadOnlySpan<(string Word, int? Number)>)
        [
            ("above", condition.Gt), ("at least", condition.Gte), ("below", condition.Lt), ("at most", condition.Lte), ("equal to", condition.Eq), ("other than", condition.Neq),
        ]).ToArray().Where(static bound => bound.Number is not null).Select(static bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Word} {bound.Number}")));
}
