using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace OrleansDefender.Silo.Hosting;

/// <summary>Looks for keys that nobody reads, and for values that do not fit their key's type.</summary>
/// <remarks>The framework's binder skips the first silently and reports the second with its own types' names; an operator needs the key and the rule.</remarks>
internal static class SettingsCheck
{
    /// <summary>Says what is wrong: one line per key. Empty where all is well.</summary>
    public static IReadOnlyList<string> Check(IConfiguration configuration, IReadOnlyList<SettingsSection> sections)
    {
        var problems = new List<string>();
        foreach (var section in sections)
        {
            // A section of another options class may lie within this one.
            var nested = sections
                .Where(other => other.Name.StartsWith(section.Name + ":", StringComparison.OrdinalIgnoreCase))
                .Select(static other => other.Name)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            CheckObject(configuration.GetSection(section.Name), section.Type, nested, problems);
        }

        return problems;
    }

    /// <summary>Of some names the one that was probably meant, or <see langword="null"/> where none is near.</summary>
    internal static string? Nearest(string name, IEnumerable<string> names)
    {
        var best = names
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(static pair => pair.distance)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, name.Length / 3) ? best.candidate : null;
    }

    private static void CheckObject(IConfigurationSection section, Type type, HashSet<string> nested, List<string> problems)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.CanRead && (property.CanWrite || !IsLeaf(property.PropertyType)))
            .ToDictionary(static property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (nested.Contains(child.Path) || nested.Any(name => name.StartsWith(child.Path + ":", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (properties.TryGetValue(child.Key, out var property))
            {
                CheckValue(child, property.PropertyType, nested, problems);
                continue;
            }

            var known = properties.Keys.Order(StringComparer.Ordinal).ToArray();
            problems.Add(Nearest(child.Key, known) is { } meant
                ? $"{child.Path} is no setting; {section.Path}:{meant} is."
                : $"{child.Path} is no setting; {section.Path} has {string.Join(", ", known)}.");
        }
    }

    private static void CheckValue(IConfigurationSection section, Type type, HashSet<string> nested, List<string> problems)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        if (IsLeaf(actual))
        {
            if (IsNull(section))
            {
                // The binder would set it to nothing, in place of its default.
                problems.Add($"{section.Path} must be {RuleOf(actual)}; it is null. Leave it out for its default.");
            }
            else if (section.GetChildren().FirstOrDefault() is { } child)
            {
                problems.Add($"{child.Path} is no setting; {section.Path} is one value.");
            }
            else if (section.Value is { } value && !Fits(value, actual))
            {
                problems.Add($"{section.Path} must be {RuleOf(actual)}; it is '{value}'.");
            }
        }
        else if (ElementOf(actual) is { } element)
        {
            foreach (var child in section.GetChildren())
            {
                if (!IsLeaf(element) && !IsDictionary(actual) && IsNull(child))
                {
                    problems.Add($"{child.Path} must hold settings; it is null.");
                }
                else
                {
                    CheckValue(child, element, nested, problems);
                }
            }
        }
        else
        {
            CheckObject(section, actual, nested, problems);
        }
    }

    /// <summary>Whether a source holds the key, with nothing as its value and nothing below it: JSON's <c>null</c>, and its <c>{}</c>, which means a section without settings.</summary>
    private static bool IsNull(IConfigurationSection section) => section.Value is null && !section.GetChildren().Any();

    private static bool IsLeaf(Type type)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        return actual == typeof(string) || actual.IsPrimitive || actual.IsEnum || actual == typeof(Uri)
            || actual == typeof(TimeSpan) || actual == typeof(decimal) || actual == typeof(DateTimeOffset);
    }

    private static bool IsDictionary(Type type) => type.GetInterfaces().Append(type).Any(static shape =>
        shape.IsGenericType && (shape.GetGenericTypeDefinition() == typeof(IDictionary<,>) || shape.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)));

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        foreach (var shape in type.GetInterfaces().Append(type).Where(static shape => shape.IsGenericType))
        {
            var definition = shape.GetGenericTypeDefinition();
            if (definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
            {
                return shape.GetGenericArguments()[1];
            }
        }

        return typeof(IEnumerable).IsAssignableFrom(type)
            ? type.GetInterfaces().Append(type)
                .FirstOrDefault(static shape => shape.IsGenericType && shape.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ?.GetGenericArguments()[0]
            : null;
    }

    private static bool Fits(string value, Type type)
    {
        if (type == typeof(string))
        {
            return true;
        }

        if (type.IsEnum)
        {
            // By name only: the binder would take any number, also one that means nothing.
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(value, UriKind.Absolute, out _);
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
#pragma warning disable CA1031 // Converters wrap what went wrong in whatever they like; that it did is the answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string RuleOf(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:30",
        _ when type == typeof(Uri) => "an absolute address",
        _ when type == typeof(DateTimeOffset) => "a time such as 2026-01-05T10:00:00Z",
        _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => "a number",
        _ when type == typeof(char) => "one character",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"a whole number from {type.GetField("MinValue")?.GetValue(null)} to {type.GetField("MaxValue")?.GetValue(null)}"),
    };

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
