using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>A rule over several signals. Immutable.</summary>
internal sealed class CorrelationRule
{
    /// <summary>Inputs that a rule may have: which of them a signal matches is kept as bits.</summary>
    public const int MostInputs = 16;

    /// <summary>The rule's identity: a UUID.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public required CorrelationType Type { get; init; }

    /// <summary>At most <see cref="MostInputs"/>, in the file's order.</summary>
    public required ImmutableArray<RuleInput> Inputs { get; init; }

    /// <summary>The fields, or aliases of fields, that make a group, in the file's order. Account and Region always belong to it.</summary>
    public required ImmutableArray<string> GroupBy { get; init; }

    /// <summary>Aliases: alias → input's name → field.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Aliases { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;

    public required TimeSpan Timespan { get; init; }

    /// <summary>For the counting types; absent for the temporal ones.</summary>
    public CountCondition? Condition { get; init; }

    /// <summary>For <see cref="CorrelationType.ValueCount"/>: the field whose values are counted.</summary>
    public string? ValueField { get; init; }

    /// <summary>The severity that it raises to, or opens its incident with; <see cref="Severity.None"/> for one that is only an input.</summary>
    public Severity Level { get; init; }

    public required RuleEffect Effect { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The hash of the rule's own content, inputs included; lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether it acts by itself: it has a level, and is not merely the input of others.</summary>
    public required bool Acts { get; init; }

    /// <summary>Whether it runs inside the thing: it is grouped by <c>thingName</c> itself, and all its inputs are signals, or rules that run there too.</summary>
    public bool IsOfThing => GroupBy.Contains("thingName");

    /// <summary>The field of an input that a group-by entry means.</summary>
    public string FieldOf(string groupBy, RuleInput input) =>
        Aliases.TryGetValue(groupBy, out var fields) && fields.TryGetValue(input.Name, out var field) ? field : groupBy;
}
