using System.Security.Cryptography;
using System.Text;

namespace OrleansDefender.Audits;

/// <summary>The identity of a resource that audits speak of: account, Region, kind and identifier.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Kind">The kind, one of <see cref="ResourceKinds"/> or a kind that is not known yet: lower-case words joined by hyphens.</param>
/// <param name="Id">The identifier as it stands in the key: the identifier itself, or its hash where it is longer than 256 bytes.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceKey")]
public readonly record struct ResourceKey(
    [property: Id(0)] AccountRegion Scope, [property: Id(1)] string Kind, [property: Id(2)] string Id)
{
    /// <summary>The longest identifier, in bytes of UTF-8, that stands in a key as it is.</summary>
    public const int MostIdBytes = 256;

    /// <summary>The key of an identifier of any length.</summary>
    public static ResourceKey Of(AccountRegion scope, ResourceIdentifier identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return new ResourceKey(scope, identifier.Kind, KeyId(identifier.Id));
    }

    /// <summary>The identifier as it stands in keys.</summary>
    public static string KeyId(string id) => Encoding.UTF8.GetByteCount(id) <= MostIdBytes
        ? id
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>Reads <c>account/region/kind/id</c>; everything after the third slash is the identifier.</summary>
    /// <exception cref="FormatException">The text has no such form.</exception>
    public static ResourceKey Parse(string key) =>
        TryParse(key, out var resource) ? resource : throw new FormatException($"'{key}' is not of the form account/region/kind/id.");

    /// <summary>Reads <c>account/region/kind/id</c>, where the text has that form.</summary>
    public static bool TryParse(string key, out ResourceKey resource)
    {
        ArgumentNullException.ThrowIfNull(key);
        resource = default;
        if (key.Split('/', 4) is not [{ Length: > 0 } account, { Length: > 0 } region, { Length: > 0 } kind, { Length: > 0 } id])
        {
            return false;
        }

        resource = new ResourceKey(new AccountRegion(account, region), kind, id);
        return true;
    }

    /// <summary>The grain key, <c>account/region/kind/id</c>.</summary>
    public override string ToString() => $"{Scope}/{Kind}/{Id}";
}
