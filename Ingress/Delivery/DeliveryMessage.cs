using System.Collections.Immutable;
using System.Text.Json;

using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>A message of the delivery queues: an owner, and which of its findings have changed. It carries no content.</summary>
/// <param name="Owner">The kind of owner.</param>
/// <param name="Key">The owner's grain key.</param>
/// <param name="Findings">The keys of the findings within the owner.</param>
internal sealed record DeliveryMessage(OwnerKind Owner, string Key, ImmutableArray<string> Findings)
{
    /// <summary>The most findings that one message names; with the longest names they stay far below a message's limit.</summary>
    public const int MaxFindings = 10;

    private const int Version = 1;
    private const int MaxRead = 1000;

    /// <summary>The body of the message.</summary>
    public string Write() => JsonSerializer.Serialize(
        new DeliveryBody { V = Version, Owner = Name(Owner), Key = Key, Findings = Findings }, DeliveryJson.Relaxed.DeliveryBody);

    /// <summary>Reads a body. Members that are not known pass.</summary>
    /// <returns>The message, or <see langword="null"/> with the reason, as a short code and in words.</returns>
    public static DeliveryMessage? Read(string body, out string reason, out string detail)
    {
        (reason, detail) = ("", "");
        DeliveryBody? read;
        try
        {
            read = JsonSerializer.Deserialize(body, DeliveryJson.Relaxed.DeliveryBody);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            (reason, detail) = ("invalid-json", exception.Message);
            return null;
        }

        if (read is null || read.V != Version)
        {
            (reason, detail) = ("unknown-version", $"Version {read?.V} of a delivery is not known; {Version} is.");
            return null;
        }

        if (read.Owner != Name(OwnerKind.Thing))
        {
            (reason, detail) = ("unknown-owner", $"The kind of owner '{read.Owner}' is not known.");
            return null;
        }

        if (string.IsNullOrEmpty(read.Key) || read.Findings.IsDefaultOrEmpty || read.Findings.Length > MaxRead || read.Findings.Any(string.IsNullOrEmpty))
        {
            (reason, detail) = ("invalid-member", $"A delivery needs a 'key' and 1 to {MaxRead} 'findings'.");
            return null;
        }

        if (!ThingKey.TryParse(read.Key, out _))
        {
            (reason, detail) = ("invalid-member", "The 'key' of a thing is of the form account/region/thing.");
            return null;
        }

        return new DeliveryMessage(OwnerKind.Thing, read.Key, read.Findings);
    }

    private static string Name(OwnerKind owner) => owner switch
    {
        OwnerKind.Thing => "thing",
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "This kind of owner has no name in messages."),
    };
}
