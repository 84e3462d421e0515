using System.Text.RegularExpressions;

namespace OrleansDefender.Things;

/// <summary>Decides an alarm's base severity from the names of its profile and behavior. Immutable.</summary>
internal sealed class SeverityPolicy
{
    private const string AnyBehavior = "*";

    private readonly Dictionary<string, Dictionary<string, Severity>> _profiles;
    private readonly (Regex Pattern, Severity Severity)[] _patterns;
    private readonly Severity _default;

    /// <summary>Builds the policy; the options have been validated.</summary>
    public SeverityPolicy(SeverityOptions options)
    {
        _profiles = options.Profiles.ToDictionary(
            profile => profile.Key,
            profile => profile.Value.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
        _patterns = [.. options.EffectivePatterns.Select(pattern => (Compile(pattern.Pattern), pattern.Severity))];
        _default = options.Default;
    }

    /// <summary>The policy of an empty configuration.</summary>
    public static SeverityPolicy Default { get; } = new(new SeverityOptions());

    /// <summary>The severity: the profile's own entry for the behavior, its <c>*</c> entry, the first pattern that matches, else the default.</summary>
    public Severity SeverityOf(string profile, string behavior)
    {
        if (_profiles.TryGetValue(profile, out var overrides)
            && (overrides.TryGetValue(behavior, out var severity) || overrides.TryGetValue(AnyBehavior, out severity)))
        {
            return severity;
        }

        foreach (var (pattern, patternSeverity) in _patterns)
        {
            if (pattern.IsMatch(behavior))
            {
                return patternSeverity;
            }
        }

        return _default;
    }

    /// <summary>Compiles a pattern in the engine that cannot backtrack: a behavior's name is somebody else's input.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking.</exception>
    public static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
