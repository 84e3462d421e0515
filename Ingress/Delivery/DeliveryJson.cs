using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>The generated reader and writer of deliveries.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeliveryBody))]
[JsonSerializable(typeof(DeliveryOwnerBody))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    /// <summary>
    /// With names left readable. Characters that SQS would refuse (controls, noncharacters) are still escaped by this encoder, so any name can be sent.
    /// </summary>
    public static DeliveryJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
