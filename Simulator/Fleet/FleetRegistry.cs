using System.Globalization;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The things of the fleet. Each is a pure function of the seed and its number, so that a large fleet costs no memory.</summary>
/// <remarks>
/// Fleets of ten and more end in two devices that the registry does not know: Detect reports an unregistered device under its MQTT client
/// id, which may hold characters that no thing name may.
/// </remarks>
internal sealed class FleetRegistry
{
    /// <summary>An unregistered device: a client id as the console's test client makes them.</summary>
    public const string ConsoleClient = "iotconsole-8f21c";

    /// <summary>An unregistered device with a space, a slash and a number sign in its client id.</summary>
    public const string MixerClient = "line 4/mixer#2";

    private const int Block = 10;

    // Of ten things in a row three are pumps, three valves, two sensors, one a compressor and one a gateway.
    private static readonly Kind[] Kinds =
    [
        new("pump", "Pump", "Pumps", 0, 3),
        new("valve", "Valve", "Valves", 3, 3),
        new("sensor", "Sensor", "Sensors", 6, 2),
        new("compressor", "Compressor", "Compressors", 8, 1),
        new("gateway", "Gateway", "Gateways", 9, 1),
    ];

    // One thing in sixteen stands in a laboratory as well.
    private const ulong LabEvery = 16;

    private static readonly string[] Labs = ["lab-bench", "lab-climate", "lab-radio"];

    private static readonly string[] Criticalities = ["low", "medium", "high"];

    private readonly ulong _seed;

    /// <summary>A fleet of <paramref name="count"/> devices.</summary>
    public FleetRegistry(int seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _seed = FleetHash.Mix((ulong)seed, "registry");
        Count = count;
        Registered = count >= Block ? count - 2 : count;
    }

    /// <summary>All devices, the unregistered ones included.</summary>
    public int Count { get; }

    /// <summary>The devices that the registry knows: numbers 0 to this - 1.</summary>
    public int Registered { get; }

    /// <summary>The name (or client id) of a device by its number, 0 to <see cref="Count"/> - 1.</summary>
    public string NameOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        if (number >= Registered)
        {
            return number == Registered ? ConsoleClient : MixerClient;
        }

        var kind = KindOf(number);
        var ordinal = (number / Block * kind.Width) + (number % Block) - kind.First + 1;
        return $"{kind.Prefix}-{ordinal.ToString("D4", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The number of a registered thing; <see langword="null"/> for a name that the registry does not have.</summary>
    public int? NumberOf(string name)
    {
        var dash = name.LastIndexOf('-');
        if (dash < 0
            || Array.Find(Kinds, candidate => name.AsSpan(0, dash).SequenceEqual(candidate.Prefix)) is not { } kind
            || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            || ordinal < 1)
        {
            return null;
        }

        var number = ((long)(ordinal - 1) / kind.Width * Block) + kind.First + ((ordinal - 1) % kind.Width);
        return number < Registered && NameOf((int)number) == name ? (int)number : null;
    }

    /// <summary>Finds a registered thing.</summary>
    public FleetThing? Find(string name)
    {
        if (NumberOf(name) is not { } number)
        {
            return null;
        }

        var kind = KindOf(number);
        var hash = FleetHash.Mix(_seed, (ulong)number);
        var site = $"plant-{1 + (hash % 12):D2}";
        return new FleetThing(
            name,
            FleetHash.Uuid(hash),
            kind.TypeName,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["criticality"] = Criticalities[(hash >> 8) % 3],
                ["firmware"] = $"{2 + ((hash >> 16) % 3)}.{(hash >> 24) % 10}.{(hash >> 32) % 20}",
                ["site"] = site,
            },
            (hash >> 44) % LabEvery == 0 ? [kind.Group, Labs[(hash >> 52) % (ulong)Labs.Length], site] : [kind.Group, site],
            1 + (long)((hash >> 40) % 9));
    }

    private static Kind KindOf(int number) => Array.FindLast(Kinds, candidate => candidate.First <= number % Block)!;

    private sealed record Kind(string Prefix, string TypeName, string Group, int First, int Width);
}
