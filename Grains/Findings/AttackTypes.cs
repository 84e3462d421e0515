using System.Collections.Immutable;

using OrleansDefender.Correlation;

namespace OrleansDefender.Findings;

/// <summary>ASFF types and words for a rule's ATT&amp;CK tags.</summary>
internal static class AttackTypes
{
    private const string Prefix = "attack.";

    private static readonly ImmutableArray<string> Plain = ["Unusual Behaviors/Application"];

    // ASFF's own categories of TTPs: a tactic of ATT&CK for ICS that is none of them has no type.
    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "Initial Access", "Execution", "Persistence", "Privilege Escalation", "Defense Evasion", "Credential Access", "Discovery", "Lateral Movement", "Collection",
        "Command and Control",
    };

    /// <summary>
    /// The types of an incident: one of <c>TTPs</c> for each technique of its rule whose tactic ASFF knows; where there is none, those of the metrics that it
    /// rests on; else <c>Unusual Behaviors/Application</c>.
    /// </summary>
    /// <param name="tags">The rule's tags.</param>
    /// <param name="metrics">The metrics of the alarms that it rests on, as far as they are known.</param>
    public static ImmutableArray<string> Of(ImmutableArray<string> tags, IEnumerable<string> metrics)
    {
        var types = OfTags(tags);
        types = types.IsEmpty ? [.. metrics.SelectMany(static metric => AlarmFinding.TypesOf(metric)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : types;
        return types.IsEmpty ? Plain : types;
    }

    /// <summary>The types that tags alone give; empty where metrics decide.</summary>
    public static ImmutableArray<string> OfTags(ImmutableArray<string> tags) =>
    [
        .. Known(tags).Where(static technique => Categories.Contains(technique.TacticName))
            .Select(static technique => $"TTPs/{technique.TacticName}/{technique.Id} {technique.Name.Replace('/', ' ')}")
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The ids of techniques among tags: <c>T0859</c> for <c>attack.t0859</c> and <c>attack.ics.t0859</c>.</summary>
    public static IEnumerable<string> Ids(ImmutableArray<string> tags) => tags
        .Where(static tag => tag.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        .Select(static tag => tag[(tag.LastIndexOf('.') + 1)..].ToUpperInvariant())
        .Where(static id => id.Length > 1 && id[0] == 'T' && id.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    /// <summary>The techniques in words; <see langword="null"/> where there is none.</summary>
    public static string? Techniques(ImmutableArray<string> tags) =>
        string.Join(", ", Known(tags).Select(static technique => $"{technique.Id} {technique.Name} ({technique.TacticId} {technique.TacticName})")) is { Length: > 0 } text ? text : null;

    private static IEnumerable<AttackTechnique> Known(ImmutableArray<string> tags) => Ids(tags).Select(AttackMapping.ById).OfType<AttackTechnique>();
}
