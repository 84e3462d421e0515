#nullable enable

using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Amazon;

namespace OrleansDefender.StandIns;

/// <summary>How model types and JSON correspond in a rest-json service.</summary>
internal static class WireJson
{
    /// <summary>Options for one service.</summary>
    /// <param name="naming">How a member is called on the wire; <see langword="null"/> where wire and .NET names are the same.</param>
    public static JsonSerializerOptions Create(JsonNamingPolicy? naming) => new()
    {
        PropertyNamingPolicy = naming,
        // Text goes to a service, never into a page: what JSON allows unescaped is left as it is, and counts less against size limits.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new ConstantClassConverterFactory(), new EpochSecondsConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepModelledMembers, TreatNullAsAbsent } },
    };

    // The SDK's base classes of requests and responses have public members of their own, and some members travel in path, query or header.
    private static void KeepModelledMembers(JsonTypeInfo type)
    {
        for (var index = type.Properties.Count - 1; index >= 0; index--)
        {
            if (type.Properties[index].AttributeProvider is not MemberInfo member
                || member.DeclaringType!.Assembly != typeof(WireJson).Assembly
                || member.IsDefined(typeof(HttpLabelAttribute))
                || member.IsDefined(typeof(HttpQueryAttribute))
                || member.IsDefined(typeof(HttpHeaderAttribute)))
            {
                type.Properties.RemoveAt(index);
            }
        }
    }

    // Not set is null. With AWSConfigs.InitializeCollections an empty collection is "not set" too; without it, empty is a value and is sent.
    // A null that comes in leaves a member as it was made, which under that switch is an empty collection.
    private static void TreatNullAsAbsent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.ShouldSerialize = static (_, value) =>
                value is not null && (!AWSConfigs.InitializeCollections || value is not ICollection { Count: 0 });
            if (property.Set is { } set)
            {
                property.Set = (target, value) =>
                {
                    if (value is not null)
                    {
                        set(target, value);
                    }
                };
            }
        }
    }
}
