using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

using Amazon.Runtime;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>The recorded messages, and the way from one to a request object that does not go through the code under test.</summary>
internal static class Samples
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name));

    /// <summary>Builds an object of a stand-in from JSON. A member it does not have is an error.</summary>
    public static object Read(Type type, JsonNode json)
    {
        if (type == typeof(string))
        {
            return json.GetValue<string>();
        }

        if (type.IsSubclassOf(typeof(ConstantClass)))
        {
            return ModelWalk.Constant(type, json.GetValue<string>());
        }

        if (json is JsonArray array)
        {
            var list = (IList)Activator.CreateInstance(type)!;
            foreach (var item in array)
            {
                list.Add(Read(type.GetGenericArguments()[0], item!));
            }

            return list;
        }

        if (json is JsonValue value)
        {
            return value.Deserialize(Nullable.GetUnderlyingType(type)!)!;
        }

        if (type == typeof(Dictionary<string, string>))
        {
            return json.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        }

        var target = Activator.CreateInstance(type)!;
        foreach (var (name, inner) in json.AsObject())
        {
            var member = type.GetProperty(ModelWalk.Clr(name)) ?? throw new InvalidOperationException($"{type.Name} has no member {name}.");
            member.SetValue(target, Read(member.PropertyType, inner!));
        }

        return target;
    }
}
