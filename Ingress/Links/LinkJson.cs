using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDefender.Ingress.Links;

/// <summary>The generated reader and writer of look-ups.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinkBody))]
[JsonSerializable(typeof(LinkResourceBody))]
[JsonSerializable(typeof(LinkThingBody))]
internal sealed partial class LinkJson : JsonSerializerContext
{
    /// <summary>With names left readable; characters that SQS would refuse are still escaped.</summary>
    public static LinkJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
