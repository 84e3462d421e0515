using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Amazon.Runtime;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Walks a type of a stand-in and the shape AWS's model has for it side by side.</summary>
/// <remarks>Everything that does not fit is collected in <see cref="Problems"/>, so that a failing test names all of it.</remarks>
internal sealed class ModelWalk(ServiceModel model)
{
    private readonly HashSet<string> _open = [];
    private int _counter;

    public List<string> Problems { get; } = [];

    /// <summary>The members a type has of its own: what its shape must have too.</summary>
    public static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);

    /// <summary>Makes an object with every member set, down to the leaves, to values that the model allows.</summary>
    public object Fill(Type type, string shapeName, string path)
    {
        var shape = model.Shape(shapeName);
        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                var target = Activator.CreateInstance(type)!;
                foreach (var member in Members(type))
                {
                    if (ShapeMember(shape, member, path) is { } found)
                    {
                        member.SetValue(target, Fill(member.PropertyType, found.Shape, $"{path}.{member.Name}"));
                    }
                }

                return target;
            case "list":
                var list = (IList)Activator.CreateInstance(type)!;
                var element = type.GetGenericArguments()[0];
                var inner = shape.GetProperty("member").GetProperty("shape").GetString()!;
                list.Add(Fill(element, inner, $"{path}[0]"));
                list.Add(Fill(element, inner, $"{path}[1]"));
                return list;
            case "map":
                var map = (IDictionary)Activator.CreateInstance(type)!;
                var value = shape.GetProperty("value").GetProperty("shape").GetString()!;
                map[NextText()] = Fill(type.GetGenericArguments()[1], value, $"{path}{{0}}");
                map[NextText()] = Fill(type.GetGenericArguments()[1], value, $"{path}{{1}}");
                return map;
            case "string" when shape.TryGetProperty("enum", out var values):
                return Constant(type, values[_counter++ % values.GetArrayLength()].GetString()!);
            case "string":
                return NextText(shape);
            case "integer":
                return (int)NextNumber(shape);
            case "long":
                return NextNumber(shape) + (shape.TryGetProperty("max", out _) ? 0 : 5_000_000_000L);
            case "double":
                return NextNumber(shape) + 0.25;
            case "boolean":
                return _counter++ % 2 == 0;
            case "timestamp":
                return new DateTime(2026, 1, 5, 10, 0, _counter++ % 60, 250, DateTimeKind.Utc);
            default:
                throw new NotSupportedException(shape.GetProperty("type").GetString());
        }
    }

    /// <summary>Writes an object as the wire should have it: names and forms from the model, values from the object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="shapeName">Its shape.</param>
    /// <param name="path">Where it is, for problems.</param>
    /// <param name="alien">Whether every structure gets a member that the model does not have.</param>
    public JsonNode Write(object value, string shapeName, string path, bool alien = false)
    {
        var shape = model.Shape(shapeName);
        switch (shape.GetProperty("type").GetString())
        {
            case "structure":
                var result = new JsonObject();
                if (alien)
                {
                    result["aMemberOfTheFuture"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null, new JsonObject()) };
                }

                foreach (var member in Members(value.GetType()))
                {
                    if (ShapeMember(shape, member, path) is { Location: null } found && member.GetValue(value) is { } inner)
                    {
                        result[found.Wire] = Write(inner, found.Shape, $"{path}.{member.Name}", alien);
                    }
                }

                return result;
            case "list":
                var name = shape.GetProperty("member").GetProperty("shape").GetString()!;
                return new JsonArray([.. ((IEnumerable)value).Cast<object>().Select((item, index) => Write(item, name, $"{path}[{index}]", alien))]);
            case "map":
                var valueName = shape.GetProperty("value").GetProperty("shape").GetString()!;
                var pairs = (IDictionary)value;
                return new JsonObject(pairs.Keys.Cast<string>().Select(
                    key => KeyValuePair.Create(key, (JsonNode?)Write(pairs[key]!, valueName, $"{path}.{key}", alien))));
            case "timestamp":
                return JsonValue.Create((((DateTime)value) - DateTime.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond);
            default:
                return value switch
                {
                    string text => JsonValue.Create(text),
                    ConstantClass constant => JsonValue.Create(constant.Value),
                    int number => JsonValue.Create(number),
                    long number => JsonValue.Create(number),
                    double number => JsonValue.Create(number),
                    bool flag => JsonValue.Create(flag),
                    _ => throw new NotSupportedException(value.GetType().Name),
                };
        }
    }

    /// <summary>Checks that a JSON value is legal for a shape: known members, required ones there, right types, lengths, patterns and enumerations.</summary>
    /// <param name="json">The value.</param>
    /// <param name="shapeName">The shape.</param>
    /// <param name="path">Where it is, for problems.</param>
    public void Validate(JsonElement json, string shapeName, string path)
    {
        var shape = model.Shape(shapeName);
        switch (shape.GetProperty("type").GetString())
        {
            case "structure" when Is(json, path, JsonValueKind.Object):
                var members = shape.GetProperty("members");
                foreach (var property in json.EnumerateObject())
                {
                    if (!members.TryGetProperty(property.Name, out var member) || member.TryGetProperty("location", out _))
                    {
                        Problems.Add($"{path}.{property.Name} is not in the body of {shapeName}");
                    }
                    else
                    {
                        Validate(property.Value, member.GetProperty("shape").GetString()!, $"{path}.{property.Name}");
                    }
                }

                foreach (var required in Required(shape).Where(required => !members.GetProperty(required).TryGetProperty("location", out _)))
                {
                    if (!json.TryGetProperty(required, out _))
                    {
                        Problems.Add($"{path}.{required} is required and missing");
                    }
                }

                break;
            case "list" when Is(json, path, JsonValueKind.Array):
                Within(json.GetArrayLength(), shape, path);
                foreach (var item in json.EnumerateArray())
                {
                    Validate(item, shape.GetProperty("member").GetProperty("shape").GetString()!, $"{path}[]");
                }

                break;
            case "map" when Is(json, path, JsonValueKind.Object):
                foreach (var property in json.EnumerateObject())
                {
                    Validate(property.Value, shape.GetProperty("value").GetProperty("shape").GetString()!, $"{path}.{property.Name}");
                }

                break;
            case "string" when Is(json, path, JsonValueKind.String):
                ValidateText(json.GetString()!, shape, path);
                break;
            case "integer" or "long" when Is(json, path, JsonValueKind.Number):
                if (json.TryGetInt64(out var number))
                {
                    Within(number, shape, path);
                }
                else
                {
                    Problems.Add($"{path} is {json} and no whole number");
                }

                break;
            case "double" or "timestamp":
                Is(json, path, JsonValueKind.Number);
                break;
            case "boolean" when json.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                Problems.Add($"{path} is {json.ValueKind} and no boolean");
                break;
            default:
                break;
        }
    }

    /// <summary>Checks that text, which travels in path or query, is legal for a shape.</summary>
    public void ValidateText(string text, JsonElement shape, string path)
    {
        if (shape.TryGetProperty("enum", out var values))
        {
            if (values.EnumerateArray().All(value => value.GetString() != text))
            {
                Problems.Add($"{path} is \"{text}\", which the model's enumeration does not have");
            }

            return;
        }

        Within(text.Length, shape, path);
        if (!Matches(text, shape))
        {
            Problems.Add($"{path} is \"{text}\", which does not match {shape.GetProperty("pattern")}");
        }
    }

    /// <summary>Checks that a type and a shape agree, down to the leaves: every member is in the model with the type the SDK gives it.</summary>
    public void CompareTypes(Type type, string shapeName, string path)
    {
        var shape = model.Shape(shapeName);
        var (expected, what) = shape.GetProperty("type").GetString() switch
        {
            "string" when shape.TryGetProperty("enum", out _) => (type.BaseType == typeof(ConstantClass) && type.Name == shapeName, $"an enumeration {shapeName}"),
            "string" => (type == typeof(string), "string"),
            "integer" => (type == typeof(int?) || (path.EndsWith(']') && type == typeof(int)), "int?"),
            "long" => (type == typeof(long?), "long?"),
            "double" => (type == typeof(double?) || (path.EndsWith(']') && type == typeof(double)), "double?"),
            "boolean" => (type == typeof(bool?), "bool?"),
            "timestamp" => (type == typeof(DateTime?), "DateTime?"),
            "list" => (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>), "a list"),
            "map" => (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) && type.GetGenericArguments()[0] == typeof(string), "a map"),
            "structure" => (type.Name == shapeName, $"a class {shapeName}"),
            var other => throw new NotSupportedException(other),
        };
        if (!expected)
        {
            Problems.Add($"{path} is {type}, and should be {what}");
            return;
        }

        if (type.BaseType == typeof(ConstantClass))
        {
            CompareConstants(type, shape, path);
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            CompareTypes(type.GetGenericArguments()[0], shape.GetProperty("member").GetProperty("shape").GetString()!, $"{path}[]");
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            CompareTypes(type.GetGenericArguments()[1], shape.GetProperty("value").GetProperty("shape").GetString()!, $"{path}{{}}");
        }
        else if (shape.GetProperty("type").ValueEquals("structure") && _open.Add(shapeName))
        {
            foreach (var member in Members(type))
            {
                if (ShapeMember(shape, member, path) is { } found)
                {
                    CompareTypes(member.PropertyType, found.Shape, $"{path}.{member.Name}");
                }
            }
        }
    }

    /// <summary>What the model says of a type's member; a problem and <see langword="null"/> where it says nothing.</summary>
    public (string Wire, string Shape, string? Location)? ShapeMember(JsonElement shape, PropertyInfo member, string path)
    {
        foreach (var candidate in shape.GetProperty("members").EnumerateObject())
        {
            if (Clr(candidate.Name) == member.Name)
            {
                return (
                    candidate.Value.TryGetProperty("locationName", out var name) ? name.GetString()! : candidate.Name,
                    candidate.Value.GetProperty("shape").GetString()!,
                    candidate.Value.TryGetProperty("location", out var location) ? location.GetString() : null);
            }
        }

        Problems.Add($"{path}.{member.Name} is not in the model");
        return null;
    }

    /// <summary>The name the SDK gives a member of the wire.</summary>
    public static string Clr(string wire) => char.ToUpperInvariant(wire[0]) + wire[1..];

    public static IEnumerable<string> Required(JsonElement shape) =>
        shape.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];

    /// <summary>Makes a value of an enumeration in the way a caller does, from text.</summary>
    public static object Constant(Type type, string value) => type.GetMethod("FindValue", [typeof(string)])!.Invoke(null, [value])!;

    private void CompareConstants(Type type, JsonElement shape, string path)
    {
        var declared = type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => ((ConstantClass)field.GetValue(null)!).Value).ToHashSet();
        var modelled = shape.GetProperty("enum").EnumerateArray().Select(value => value.GetString()!).ToHashSet();
        if (!declared.SetEquals(modelled))
        {
            Problems.Add($"{path}: {type.Name} has {string.Join(' ', declared.Order())}, the model {string.Join(' ', modelled.Order())}");
        }
    }

    private bool Is(JsonElement json, string path, JsonValueKind kind)
    {
        if (json.ValueKind == kind)
        {
            return true;
        }

        Problems.Add($"{path} is {json.ValueKind} and should be {kind}");
        return false;
    }

    private void Within(long size, JsonElement shape, string path)
    {
        if ((shape.TryGetProperty("min", out var min) && size < min.GetInt64()) || (shape.TryGetProperty("max", out var max) && size > max.GetInt64()))
        {
            Problems.Add($"{path} has size or value {size.ToString(CultureInfo.InvariantCulture)}, outside of the model's limits");
        }
    }

    private static bool Matches(string text, JsonElement shape)
    {
        if (!shape.TryGetProperty("pattern", out var pattern))
        {
            return true;
        }

        // The models' patterns are Java's; the classes .NET does not know are these.
        var expression = pattern.GetString()!
            .Replace("\\p{Cntrl}", "\\p{Cc}", StringComparison.Ordinal)
            .Replace("\\p{Graph}", "\\x21-\\x7e", StringComparison.Ordinal);
        return Regex.IsMatch(text, $"^(?:{expression})$", RegexOptions.Singleline);
    }

    private string NextText() => $"text-{(_counter++).ToString(CultureInfo.InvariantCulture)}";

    // Letters, digits and a hyphen where the shape allows it; else digits, which every identifier allows.
    private string NextText(JsonElement shape)
    {
        var length = shape.TryGetProperty("min", out var min) ? min.GetInt32() : 1;
        var text = NextText().PadRight(length, '-');
        return Matches(text, shape) ? text : (_counter - 1).ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
    }

    private long NextNumber(JsonElement shape)
    {
        var max = shape.TryGetProperty("max", out var limit) ? limit.GetInt64() : 1_000_000;
        return 1 + (_counter++ % max);
    }
}
