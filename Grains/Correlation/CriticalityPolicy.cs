using System.Text.RegularExpressions;

namespace OrleansDefender.Correlation;

/// <summary>Decides how much a thing matters from what the registry says of it. Immutable.</summary>
public sealed class CriticalityPolicy
{
    private readonly (string Key, Regex Pattern, double Weight)[] _groups;
    private readonly Dictionary<string, Dictionary<string, double>> _attributes;
    private readonly Dictionary<string, double> _types;
    private readonly double _default;

    /// <summary>Builds the policy; the options have been validated.</summary>
    public CriticalityPolicy(CriticalityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _groups = [.. options.Groups.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => (entry.Key, Compile(entry.Key), entry.Value))];
        _attributes = options.Attributes.ToDictionary(
            static attribute => attribute.Key, static attribute => attribute.Value.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        _types = options.Types.ToDictionary(StringComparer.Ordinal);
        _default = options.Default;
    }

    /// <summary>The weight of a thing: the greatest of the entries that speak of it, the first of equal ones (type, groups, attributes); else the default.</summary>
    /// <param name="thingName">The thing, or the client id of an unregistered device; for the reason's text.</param>
    /// <param name="context">What the registry says; <see cref="ThingContext.None"/> where it has not answered.</param>
    public Criticality WeightOf(string thingName, ThingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Criticality? greatest = null;
        if (context.ThingType is { } type && _types.TryGetValue(type, out var ofType))
        {
            Consider(ofType, $"thing type {type} ({CriticalityOptions.Section}:Types:{type})");
        }

        foreach (var group in context.Groups)
        {
            foreach (var (key, pattern, weight) in _groups)
            {
                if (pattern.IsMatch(group))
                {
                    Consider(weight, $"thing group {group} ({CriticalityOptions.Section}:Groups:{key})");
                }
            }
        }

        foreach (var (name, value) in context.Attributes)
        {
            if (_attributes.TryGetValue(name, out var values) && values.TryGetValue(value, out var weight))
            {
                Consider(weight, $"attribute {name}={value} ({CriticalityOptions.Section}:Attributes:{name}:{value})");
            }
        }

        return greatest ?? new Criticality(
            _default, $"no entry speaks of {thingName}{(context.AskedMs == 0 ? ", of which the registry has said nothing yet" : "")} ({CriticalityOptions.Section}:Default)");

        void Consider(double weight, string reason) =>
            greatest = greatest is { } known && known.Weight >= weight ? known : new Criticality(weight, reason);
    }

    private static Regex Compile(string pattern) => new(
        $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
}
