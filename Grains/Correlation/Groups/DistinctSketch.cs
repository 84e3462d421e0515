using System.Numerics;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Counts distinct texts in at most 2 KiB: exactly up to <see cref="MostExact"/>, beyond it about (HyperLogLog, standard error 2.3 %).</summary>
/// <remarks>The result depends on the set of texts only, never on their order or on repeats. Written as bytes by <see cref="ToBytes"/>. Not thread-safe.</remarks>
internal sealed class DistinctSketch
{
    /// <summary>So many are counted exactly.</summary>
    public const int MostExact = 128;

    private const int IndexBits = 11;
    private const int Registers = 1 << IndexBits;

    // The bias correction of HyperLogLog for 128 registers and more.
    private const double Alpha = 0.7213 / (1 + (1.079 / Registers));

    private SortedSet<ulong>? _exact = [];
    private byte[]? _registers;

    /// <summary>Whether <see cref="Count"/> is exact.</summary>
    public bool IsExact => _exact is not null;

    /// <summary>How many there are, or about how many.</summary>
    public long Count
    {
        get
        {
            if (_exact is not null)
            {
                return _exact.Count;
            }

            var sum = 0.0;
            var empty = 0;
            foreach (var register in _registers!)
            {
                sum += 1.0 / (1UL << register);
                empty += register == 0 ? 1 : 0;
            }

            var raw = Alpha * Registers * Registers / sum;

            // Few empty registers say little, many of them say more than the others.
            var estimate = raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw;
            return Math.Max(MostExact + 1, (long)Math.Round(estimate));
        }
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="bytes">The bytes; absent or empty: nothing was counted yet.</param>
    public static DistinctSketch FromBytes(byte[]? bytes)
    {
        var sketch = new DistinctSketch();
        if (bytes?.Length == Registers)
        {
            sketch._exact = null;
            sketch._registers = [.. bytes];
        }
        else if (bytes is not null)
        {
            for (var i = 0; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
            {
                sketch._exact!.Add(BitConverter.ToUInt64(bytes, i));
            }
        }

        return sketch;
    }

    /// <summary>Counts a text.</summary>
    public void Add(string text)
    {
        var hash = System.IO.Hashing.XxHash3.HashToUInt64(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        if (_registers is not null)
        {
            Raise(hash);
        }
        else if (_exact!.Add(hash) && _exact.Count > MostExact)
        {
            _registers = new byte[Registers];
            foreach (var known in _exact)
            {
                Raise(known);
            }

            _exact = null;
        }
    }

    /// <summary>The sketch as bytes: 8 for each text while it is exact, then 2,048.</summary>
    public byte[] ToBytes() =>
        _registers is not null ? [.. _registers] : [.. _exact!.SelectMany(BitConverter.GetBytes)];

    private void Raise(ulong hash)
    {
        var index = hash >> (64 - IndexBits);
        var rank = (byte)Math.Min(64 - IndexBits + 1, BitOperations.LeadingZeroCount(hash << IndexBits) + 1);
        ref var register = ref _registers![index];
        register = Math.Max(register, rank);
    }
}
