using System.Collections.Immutable;

using OrleansDefender.Correlation;

namespace OrleansDefender.Findings;

/// <summary>ASFF types and words for a rule's ATT&amp;CK tags.</summary>
internal static class AttackTypes
{
    private const string EnterprisePrefix = "attack.t";
    private const string IcsPrefix = "attack.ics.t";

    private static readonly ImmutableArray<string> Plain = ["Unusual Behaviors/Application"];

    // ASFF's own categories of TTPs: a tactic of ATT&CK for ICS that is none of them has no type.
    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "Initial Access", "Execution", "Persistence", "Privilege Escalation", "Defense Evasion", "Credential Access", "Discovery", "Lateral Movement", "Collection",
        "Command and Control",
    };

    /// <summary>The types: one of <c>TTPs</c> for each technique whose tactic ASFF knows, else <c>Unusual Behaviors/Application</c>.</summary>
    public static ImmutableArray<string> Of(ImmutableArray<string> tags)
    {
        ImmutableArray<string> types =
        [
            .. Known(tags).Where(static technique => Categories.Contains(technique.TacticName))
                .Select(static technique => $"TTPs/{technique.TacticName}/{technique.Id} {technique.Name.Replace('/', ' ')}")
                .Distinct(StringComparer.Ordinal),
        ];
        return types.IsEmpty ? Plain : types;
    }

    /// <summary>The techniques in words; <see langword="null"/> where there is none.</summary>
    public static string? Techniques(ImmutableArray<string> tags) =>
        string.Join(", ", Known(tags).Select(static technique => $"{technique.Id} {technique.Name} ({technique.TacticId} {technique.TacticName})")) is { Length: > 0 } text ? text : null;

    private static IEnumerable<AttackTechnique> Known(ImmutableArray<string> tags) =>
        tags.Select(static tag => tag.StartsWith(EnterprisePrefix, StringComparison.OrdinalIgnoreCase) ? tag[(EnterprisePrefix.Length - 1)..]
                : tag.StartsWith(IcsPrefix, StringComparison.OrdinalIgnoreCase) ? tag[(IcsPrefix.Length - 1)..]
                : null)
            .Select(static id => id is null ? null : AttackMapping.ById(id.ToUpperInvariant()))
            .OfType<AttackTechnique>();
}
