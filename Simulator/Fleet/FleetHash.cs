using System.Globalization;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>Numbers and ids made from the seed: the same on every machine and in every run, unlike <see cref="object.GetHashCode"/>.</summary>
internal static class FleetHash
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Mixes a number into a hash (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong hash, ulong value)
    {
        var x = hash + Golden + value;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>Mixes a text into a hash.</summary>
    public static ulong Mix(ulong hash, string text)
    {
        // FNV-1a over the characters; mixed at the end, because alone it is weak in its high bits.
        var x = 14695981039346656037UL;
        foreach (var c in text)
        {
            x = (x ^ c) * 1099511628211UL;
        }

        return Mix(hash, x);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Share(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>Thirty-two lower-case hexadecimal digits, the form of AWS's violation ids.</summary>
    public static string Hex32(ulong hash) =>
        Mix(hash, 1).ToString("x16", CultureInfo.InvariantCulture) + Mix(hash, 2).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>A UUID (version and variant bits set as for a random one).</summary>
    public static Guid Uuid(ulong hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Mix(hash, 3));
        BitConverter.TryWriteBytes(bytes[8..], Mix(hash, 4));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
