#nullable enable

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

using Amazon.Runtime;

namespace OrleansDefender.StandIns;

/// <summary>Enumerations of AWS are open: a value that came after this code was written is kept, not refused.</summary>
internal sealed class ConstantClassConverterFactory : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeof(ConstantClass).IsAssignableFrom(typeToConvert);

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : ConstantClass
    {
        // Each enumeration declares its own static FindValue, which gives the declared constant or makes a new one.
        private readonly Func<string, T> _find =
            typeof(T).GetMethod("FindValue", BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly, [typeof(string)])!
                .CreateDelegate<Func<string, T>>();

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? _find(text) : null;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
