using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The form of one value: its kind and its limits. A JSON null counts as absent.</summary>
/// <remarks>
/// Members that a structure does not name are refused. Whether the real service refuses or drops them is of low confidence, hence the switch; refusing shows
/// a misspelt member instead of losing it.
/// </remarks>
internal abstract class AsffShape
{
    /// <summary>A string of at most <paramref name="longest"/> UTF-16 units.</summary>
    public static AsffShape Text(int longest = int.MaxValue, int shortest = 1) => new TextShape(shortest, longest, null, null);

    /// <summary>A string that matches <paramref name="pattern"/>.</summary>
    public static AsffShape Text(Regex pattern, int longest = int.MaxValue) => new TextShape(1, longest, pattern, null);

    /// <summary>One of the given strings.</summary>
    public static AsffShape OneOf(params IReadOnlyList<string> values) => new TextShape(1, int.MaxValue, null, values);

    /// <summary>A timestamp.</summary>
    public static AsffShape Timestamp() => new TimestampShape();

    /// <summary>A whole number within bounds.</summary>
    public static AsffShape Integer(long least, long most) => new IntegerShape(least, most);

    /// <summary>Any number.</summary>
    public static AsffShape Number() => new KindShape("a number", node => node.Number() is not null);

    /// <summary>True or false.</summary>
    public static AsffShape Boolean() =>
        new KindShape("a boolean", node => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False);

    /// <summary>A structure of which the members are not looked at.</summary>
    public static AsffShape AnyStructure() => new KindShape("a structure", node => node is JsonObject);

    /// <summary>A list of <paramref name="fewest"/> to <paramref name="most"/> items; items without a shape may be anything.</summary>
    public static AsffShape List(AsffShape? item, int fewest = 0, int most = int.MaxValue) => new ListShape(item, fewest, most);

    /// <summary>Pairs of strings with limits on their number and lengths.</summary>
    public static AsffShape Map(int pairs, int key, int value) => new MapShape(pairs, key, value);

    /// <summary>One shape where a rule is on, another where it is off.</summary>
    public static AsffShape Where(Func<SimulatorRules, bool> isOn, AsffShape on, AsffShape off) => new SwitchedShape(isOn, on, off);

    /// <summary>A structure with the members named, of which some must be there.</summary>
    public static AsffShape Structure(IReadOnlyDictionary<string, AsffShape> members, params IReadOnlyList<string> required) =>
        new StructureShape(members, required);

    /// <summary>
    /// The first thing wrong with a value; <see langword="null"/> where nothing is. The text goes on after the value's own path, which whoever holds the
    /// value puts before it: a path costs nothing unless there is a fault.
    /// </summary>
    public abstract string? Fault(JsonNode node, SimulatorRules rules);

    private sealed class TextShape(int shortest, int longest, Regex? pattern, IReadOnlyList<string>? values) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules)
        {
            if (node.Text() is not { } text)
            {
                return " should be string";
            }

            if (text.Length > longest)
            {
                return $" should NOT be longer than {longest} characters";
            }

            if (text.Length < shortest)
            {
                return $" should NOT be shorter than {shortest} characters";
            }

            if (values is not null && !values.Contains(text))
            {
                return " should be equal to one of the allowed values";
            }

            return pattern is null || pattern.IsMatch(text) ? null : $" should match pattern {pattern}";
        }
    }

    private sealed class TimestampShape : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules) =>
            node.Text() is { } text && AsffTimestamp.TryParse(text, out _) ? null : " should match format date-time";
    }

    private sealed class IntegerShape(long least, long most) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules)
        {
            if (node.Integer() is not { } number)
            {
                return " should be integer";
            }

            return number < least || number > most ? $" should be >= {least} and <= {most}" : null;
        }
    }

    private sealed class KindShape(string kind, Func<JsonNode, bool> fits) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules) => fits(node) ? null : $" should be {kind}";
    }

    private sealed class ListShape(AsffShape? item, int fewest, int most) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules)
        {
            if (node is not JsonArray items)
            {
                return " should be array";
            }

            if (items.Count < fewest)
            {
                return $" should NOT have fewer than {fewest} items";
            }

            if (items.Count > most)
            {
                return $" should NOT have more than {most} items";
            }

            for (var index = 0; index < items.Count; index++)
            {
                if (items[index] is not { } value)
                {
                    return $"[{index}] should NOT be null";
                }

                if (item?.Fault(value, rules) is { } fault)
                {
                    return $"[{index}]{fault}";
                }
            }

            return null;
        }
    }

    private sealed class MapShape(int pairs, int key, int value) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules)
        {
            if (node is not JsonObject map)
            {
                return " should be object";
            }

            if (map.Count > pairs)
            {
                return $" should NOT have more than {pairs} properties";
            }

            foreach (var (name, held) in map)
            {
                if (name.Length > key)
                {
                    return $" should NOT have names longer than {key} characters";
                }

                if (held.Text() is not { } text)
                {
                    return $".{name} should be string";
                }

                if (text.Length > value)
                {
                    return $".{name} should NOT be longer than {value} characters";
                }
            }

            return null;
        }
    }

    private sealed class SwitchedShape(Func<SimulatorRules, bool> isOn, AsffShape on, AsffShape off) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules) => (isOn(rules) ? on : off).Fault(node, rules);
    }

    private sealed class StructureShape(IReadOnlyDictionary<string, AsffShape> members, IReadOnlyList<string> required) : AsffShape
    {
        public override string? Fault(JsonNode node, SimulatorRules rules)
        {
            if (node is not JsonObject structure)
            {
                return " should be object";
            }

            foreach (var name in required)
            {
                if (structure[name] is null)
                {
                    return $" should have required property '{name}'";
                }
            }

            foreach (var (name, value) in structure)
            {
                if (!members.TryGetValue(name, out var shape))
                {
                    if (rules.UnknownMembersAreRefused)
                    {
                        return $" should NOT have additional property '{name}'";
                    }

                    continue;
                }

                if (value is not null && shape.Fault(value, rules) is { } fault)
                {
                    return $".{name}{fault}";
                }
            }

            return null;
        }
    }
}
