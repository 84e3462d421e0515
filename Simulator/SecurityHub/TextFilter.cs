using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The string conditions on one attribute.</summary>
/// <remarks>
/// Source: service model, StringFilter.Comparison (high): case counts; EQUALS, PREFIX and CONTAINS are joined by "or", the negated ones by "and"; which ones
/// may not stand together. That a finding without the attribute passes the negated ones is of low confidence.
/// </remarks>
internal sealed class TextFilter
{
    private readonly List<(string Comparison, string Value)> _wanted = [];
    private readonly List<(string Comparison, string Value)> _unwanted = [];

    private TextFilter()
    {
    }

    /// <summary>The values that EQUALS asks for, where nothing else is asked; else <see langword="null"/>.</summary>
    public IReadOnlyList<string>? OnlyEqualTo =>
        _unwanted.Count == 0 && _wanted.Count > 0 && _wanted.TrueForAll(condition => condition.Comparison == "EQUALS")
            ? [.. _wanted.Select(condition => condition.Value)]
            : null;

    /// <summary>Reads the conditions of one attribute.</summary>
    /// <exception cref="AwsErrorException">They are not valid.</exception>
    public static TextFilter Parse(string attribute, IEnumerable<JsonObject> conditions, SimulatorRules rules)
    {
        var filter = new TextFilter();
        foreach (var condition in conditions)
        {
            var comparison = condition.Text("Comparison") ?? throw FindingQuery.Invalid($"Filters.{attribute} needs a Comparison");
            var value = condition.Text("Value") ?? throw FindingQuery.Invalid($"Filters.{attribute} needs a Value");

            // The model says of CONTAINS and NOT_CONTAINS both how they combine and that they serve automation rules only (medium, hence the switch), and of
            // CONTAINS_WORD that it serves the V2 operations only (high).
            var list = comparison switch
            {
                "EQUALS" or "PREFIX" => filter._wanted,
                "NOT_EQUALS" or "PREFIX_NOT_EQUALS" => filter._unwanted,
                "CONTAINS" when rules.ContainsInFilters => filter._wanted,
                "NOT_CONTAINS" when rules.ContainsInFilters => filter._unwanted,
                _ => throw FindingQuery.Invalid($"Filters.{attribute} has a Comparison that is not supported here"),
            };
            list.Add((comparison, value));
        }

        var used = filter._wanted.Concat(filter._unwanted).Select(condition => condition.Comparison).ToHashSet();
        if ((used.Contains("EQUALS") && filter._unwanted.Count > 0) ||
            (used.Count > 1 && (used.Contains("CONTAINS") || used.Contains("NOT_CONTAINS"))))
        {
            throw FindingQuery.Invalid($"Filters.{attribute} combines comparisons that exclude each other");
        }

        return filter;
    }

    /// <summary>Whether an attribute's values pass.</summary>
    public bool Matches(IReadOnlyCollection<string> values) =>
        (_wanted.Count == 0 || values.Any(value => _wanted.Exists(condition => Holds(value, condition)))) &&
        !values.Any(value => _unwanted.Exists(condition => Holds(value, condition)));

    // The negated comparisons are held in the list of unwanted ones, so here they mean what they negate.
    private static bool Holds(string value, (string Comparison, string Value) condition) => condition.Comparison switch
    {
        "EQUALS" or "NOT_EQUALS" => value == condition.Value,
        "PREFIX" or "PREFIX_NOT_EQUALS" => value.StartsWith(condition.Value, StringComparison.Ordinal),
        _ => value.Contains(condition.Value, StringComparison.Ordinal),
    };
}
