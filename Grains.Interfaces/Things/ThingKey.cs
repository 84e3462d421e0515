namespace OrleansDefender.Things;

/// <summary>The identity of a thing: account, Region and thing name (or the client id of an unregistered device).</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Name">The name: 1 to 128 characters, any printable ones, slashes included.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ThingKey")]
public readonly record struct ThingKey([property: Id(0)] AccountRegion Scope, [property: Id(1)] string Name)
{
    /// <summary>Creates a key of its three parts.</summary>
    public ThingKey(string account, string region, string name)
        : this(new AccountRegion(account, region), name)
    {
    }

    /// <summary>Reads <c>account/region/name</c>; everything after the second slash is the name.</summary>
    /// <exception cref="FormatException">The text has no such form.</exception>
    public static ThingKey Parse(string key) =>
        TryParse(key, out var thing) ? thing : throw new FormatException($"'{key}' is not of the form account/region/thing.");

    /// <summary>Reads <c>account/region/name</c>, where the text has that form.</summary>
    public static bool TryParse(string key, out ThingKey thing)
    {
        ArgumentNullException.ThrowIfNull(key);
        var first = key.IndexOf('/', StringComparison.Ordinal);
        var second = first < 1 ? -1 : key.IndexOf('/', first + 1);
        var isKey = second > first + 1 && second < key.Length - 1;
        thing = isKey ? new ThingKey(key[..first], key[(first + 1)..second], key[(second + 1)..]) : default;
        return isKey;
    }

    /// <summary>The grain key, <c>account/region/name</c>.</summary>
    public override string ToString() => $"{Scope}/{Name}";
}
