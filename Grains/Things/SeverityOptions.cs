namespace OrleansDefender.Things;

/// <summary>How behaviors get their base severity (section <c>Severity</c>).</summary>
public sealed class SeverityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Severity";

    private static readonly SeverityPattern[] DefaultPatterns =
    [
        new() { Pattern = "-critical$", Severity = Severity.Critical },
        new() { Pattern = "-high$", Severity = Severity.High },
        new() { Pattern = "-medium$", Severity = Severity.Medium },
        new() { Pattern = "-low$", Severity = Severity.Low },
        new() { Pattern = "-informational$", Severity = Severity.Informational },
    ];

    /// <summary>
    /// Patterns on behavior names, tried in order; the first that matches decides. Case is ignored. Default (where none is given): a last part <c>-Critical</c>,
    /// <c>-High</c>, <c>-Medium</c>, <c>-Low</c> or <c>-Informational</c>.
    /// </summary>
    public IList<SeverityPattern> Patterns { get; } = [];

    /// <summary>Overrides: security profile → behavior (or <c>*</c>) → severity. They go before the patterns.</summary>
    public IDictionary<string, Dictionary<string, Severity>> Profiles { get; } =
        new Dictionary<string, Dictionary<string, Severity>>(StringComparer.Ordinal);

    /// <summary>The severity where nothing else decides. Default MEDIUM.</summary>
    public Severity Default { get; set; } = Severity.Medium;

    /// <summary>The patterns in force.</summary>
    internal IReadOnlyList<SeverityPattern> EffectivePatterns => Patterns.Count > 0 ? [.. Patterns] : DefaultPatterns;
}
