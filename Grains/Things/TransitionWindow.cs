using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace OrleansDefender.Things;

/// <summary>The newest transitions of an alarm, at most <see cref="Capacity"/>, sorted and without repeats: what its present state is derived from.</summary>
/// <remarks>
/// Adding is commutative and idempotent as long as no event arrives that is older than everything kept: any order and any duplication of such
/// events gives the same window and the same number of dropped episodes.
/// </remarks>
internal sealed class TransitionWindow : IEquatable<TransitionWindow>
{
    /// <summary>How many transitions are kept: four whole episodes, as many as the flapping rule looks at.</summary>
    public const int Capacity = 8;

    private const byte FormatVersion = 1;
    private const byte HexIdMarker = 0;

    private readonly ImmutableArray<Transition> _sorted;

    private TransitionWindow(ImmutableArray<Transition> sorted) => _sorted = sorted;

    public static TransitionWindow Empty { get; } = new([]);

    /// <summary>The transitions, oldest first.</summary>
    public ImmutableArray<Transition> Transitions => _sorted;

    public bool IsEmpty => _sorted.IsEmpty;

    /// <summary>The transition that decides the present.</summary>
    public Transition Newest => _sorted[^1];

    /// <summary>Distinct episodes in the window.</summary>
    public int Episodes => _sorted.Select(transition => transition.ViolationId).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Whether the window holds a transition of the episode.</summary>
    public bool Knows(string violationId) => _sorted.Any(transition => transition.ViolationId == violationId);

    /// <summary>Adds a transition.</summary>
    /// <param name="transition">The transition.</param>
    /// <param name="droppedEpisode">Whether an episode left the window with its last transition.</param>
    /// <returns>The new window, or this one where the transition is a repeat or older than a full window.</returns>
    public TransitionWindow Add(Transition transition, out bool droppedEpisode)
    {
        droppedEpisode = false;
        var index = _sorted.BinarySearch(transition);
        if (index >= 0 || (~index == 0 && _sorted.Length == Capacity))
        {
            return this;
        }

        var sorted = _sorted.Insert(~index, transition);
        if (sorted.Length > Capacity)
        {
            var oldest = sorted[0];
            sorted = sorted.RemoveAt(0);
            droppedEpisode = !sorted.Any(kept => kept.ViolationId == oldest.ViolationId);
        }

        return new TransitionWindow(sorted);
    }

    /// <summary>Packs the window for storage: ids once each, times as differences. See <see cref="Unpack"/>.</summary>
    /// <remarks>A write unit of the store is 1 KiB, and the window would be the largest part of it.</remarks>
    public byte[] Pack()
    {
        using var stream = new MemoryStream(160);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(FormatVersion);
        var ids = _sorted.Select(transition => transition.ViolationId).Distinct(StringComparer.Ordinal).ToList();
        writer.Write((byte)ids.Count);
        foreach (var id in ids)
        {
            if (IsHexId(id))
            {
                writer.Write(HexIdMarker);
                writer.Write(Convert.FromHexString(id));
            }
            else
            {
                var bytes = Encoding.UTF8.GetBytes(id);
                writer.Write((byte)1);
                writer.Write7BitEncodedInt(bytes.Length);
                writer.Write(bytes);
            }
        }

        writer.Write((byte)_sorted.Length);
        if (!_sorted.IsEmpty)
        {
            var time = _sorted[0].TimeMs;
            writer.Write(time);
            foreach (var transition in _sorted)
            {
                writer.Write((byte)((ids.IndexOf(transition.ViolationId) << 2) | (int)transition.Kind));
                writer.Write7BitEncodedInt64(transition.TimeMs - time);
                time = transition.TimeMs;
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <exception cref="FormatException">The format is of a later version.</exception>
    public static TransitionWindow Unpack(byte[]? packed)
    {
        if (packed is not { Length: > 0 })
        {
            return Empty;
        }

        if (packed[0] != FormatVersion)
        {
            throw new FormatException($"The transition window has format {packed[0]}; this version reads {FormatVersion}.");
        }

        using var reader = new BinaryReader(new MemoryStream(packed, 1, packed.Length - 1), Encoding.UTF8);
        var ids = new string[reader.ReadByte()];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = reader.ReadByte() == HexIdMarker
                ? Convert.ToHexStringLower(reader.ReadBytes(16))
                : Encoding.UTF8.GetString(reader.ReadBytes(reader.Read7BitEncodedInt()));
        }

        var count = reader.ReadByte();
        if (count == 0)
        {
            return Empty;
        }

        var transitions = ImmutableArray.CreateBuilder<Transition>(count);
        var time = BinaryPrimitives.ReadInt64LittleEndian(reader.ReadBytes(sizeof(long)));
        for (var i = 0; i < count; i++)
        {
            var head = reader.ReadByte();
            time += reader.Read7BitEncodedInt64();
            transitions.Add(new Transition(time, (TransitionKind)(head & 3), ids[head >> 2]));
        }

        return new TransitionWindow(transitions.MoveToImmutable());
    }

    /// <inheritdoc/>
    public bool Equals(TransitionWindow? other) => other is not null && _sorted.SequenceEqual(other._sorted);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TransitionWindow);

    /// <inheritdoc/>
    public override int GetHashCode() => _sorted.IsEmpty ? 0 : HashCode.Combine(_sorted.Length, _sorted[0], _sorted[^1]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _sorted);

    private static bool IsHexId(string id) => id.Length == 32 && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
