namespace OrleansDefender.Tests.Oracle;

/// <summary>A correlation rule as the oracle sees it.</summary>
public sealed record OracleRule
{
    /// <summary>The rule's id.</summary>
    public required string Id { get; init; }

    /// <summary>How it looks at its window.</summary>
    public required OracleRuleType Type { get; init; }

    /// <summary>Its inputs, in the order of <c>rules</c>.</summary>
    public required IReadOnlyList<OracleInput> Inputs { get; init; }

    /// <summary>The fields, or aliases, that make its groups. Account and Region go before them.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>Aliases: (alias, input's name) → field.</summary>
    public IReadOnlyDictionary<(string Alias, string Input), string> Aliases { get; init; } = new Dictionary<(string Alias, string Input), string>();

    /// <summary>The timespan in milliseconds.</summary>
    public required long Timespan { get; init; }

    /// <summary>The condition of the counting types.</summary>
    public OracleCondition? Condition { get; init; }

    /// <summary>The field whose values <c>value_count</c> counts.</summary>
    public string? ValueField { get; init; }

    /// <summary>The cooldown in milliseconds; null: the timespan.</summary>
    public long? Cooldown { get; init; }

    /// <summary>The level, as the file writes it.</summary>
    public required string Level { get; init; }
}
