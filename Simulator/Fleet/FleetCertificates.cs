using System.Globalization;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The device certificates of the fleet. Each is a pure function of the seed and its number, so that a large fleet costs no memory.</summary>
/// <remarks>
/// Numbers: certificate <c>n</c> is the one that thing <c>n</c> uses; a fleet with two of each has the one before it at <c>n</c> + the number of
/// registered things; the last ones are attached to nothing. Every fiftieth thing uses its predecessor's certificate as well as its own.
/// </remarks>
internal sealed class FleetCertificates
{
    private const int SharedEvery = 50;
    private const int IdLength = 64;

    private readonly FleetRegistry _registry;
    private readonly int _each;
    private readonly ulong _key;

    /// <summary>The certificates of a fleet.</summary>
    /// <param name="seed">The fleet's seed.</param>
    /// <param name="registry">The fleet's things.</param>
    /// <param name="each">How many certificates a thing has: 1, or 2 where each still holds the one before its present one.</param>
    public FleetCertificates(int seed, FleetRegistry registry, int each)
    {
        _registry = registry;
        _each = each;
        _key = FleetHash.Mix((ulong)seed, "certificate");
        Unattached = Math.Max(4, registry.Registered / SharedEvery);
    }

    /// <summary>How many certificates are attached to nothing: numbers <see cref="Attached"/> and up.</summary>
    public int Unattached { get; }

    /// <summary>How many certificates are attached to a thing: numbers 0 to this - 1.</summary>
    public int Attached => _registry.Registered * _each;

    /// <summary>The certificate's id: 64 lower-case hexadecimal digits, the form of AWS's.</summary>
    public string IdOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Attached + Unattached);
        var hash = FleetHash.Mix(_key, (ulong)number);
        return FleetCode.Write((ulong)number, _key).ToString("x16", CultureInfo.InvariantCulture)
            + FleetHash.Mix(hash, 5).ToString("x16", CultureInfo.InvariantCulture)
            + FleetHash.Hex32(hash);
    }

    /// <summary>The number of a certificate; <see langword="null"/> for an id that is none of the fleet's.</summary>
    public int? NumberOf(string id)
    {
        if (id.Length != IdLength || !ulong.TryParse(id.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        var number = FleetCode.Read(code, _key);
        return number < (ulong)(Attached + Unattached) && IdOf((int)number) == id ? (int)number : null;
    }

    /// <summary>The numbers of the things that a certificate is attached to.</summary>
    public IEnumerable<int> ThingsOf(int number)
    {
        if (number >= Attached)
        {
            yield break;
        }

        var thing = number % _registry.Registered;
        yield return thing;
        if (number < _registry.Registered && Shares(thing + 1))
        {
            yield return thing + 1;
        }
    }

    /// <summary>The numbers of a thing's certificates, the one it uses first.</summary>
    public IEnumerable<int> Of(int thing)
    {
        for (var i = 0; i < _each; i++)
        {
            yield return thing + (i * _registry.Registered);
        }

        if (Shares(thing))
        {
            yield return thing - 1;
        }
    }

    private bool Shares(int thing) => thing % SharedEvery == SharedEvery - 1 && thing < _registry.Registered;
}
