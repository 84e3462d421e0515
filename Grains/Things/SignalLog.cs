using System.Collections.Immutable;
using System.Text;

using OrleansDefender.Correlation;

namespace OrleansDefender.Things;

/// <summary>Packs the signals that are kept of an alarm beside its window: what is in the window is not stored twice.</summary>
internal static class SignalLog
{
    private const byte FormatVersion = 1;

    private static readonly string[] EventTypes =
    [
        SignalEvents.InAlarm, SignalEvents.Cleared, SignalEvents.Invalidated, SignalEvents.Verified, SignalEvents.Flapping, SignalEvents.Standing,
    ];

    [Flags]
    private enum Parts
    {
        None = 0,
        HexId = 8,
        Value = 16,
    }

    /// <summary>Packs signals, sorted by time; <see langword="null"/> for none.</summary>
    public static byte[]? Pack(IReadOnlyList<LoggedSignal> signals)
    {
        if (signals.Count == 0)
        {
            return null;
        }

        using var stream = new MemoryStream(32 * signals.Count);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(FormatVersion);
        writer.Write7BitEncodedInt(signals.Count);
        var time = signals[0].TimeMs;
        writer.Write(time);
        foreach (var signal in signals)
        {
            var isHex = IsHexId(signal.ViolationId);
            var parts = (isHex ? Parts.HexId : Parts.None) | (signal.Value is null ? Parts.None : Parts.Value);
            writer.Write((byte)((int)parts | Array.IndexOf(EventTypes, signal.EventType)));
            writer.Write7BitEncodedInt64(signal.TimeMs - time);
            time = signal.TimeMs;
            if (isHex)
            {
                writer.Write(Convert.FromHexString(signal.ViolationId));
            }
            else
            {
                writer.Write(signal.ViolationId);
            }

            switch (signal.EventType)
            {
                case SignalEvents.Verified:
                    writer.Write((byte)signal.Verification!.Value);
                    break;
                case SignalEvents.Standing:
                    writer.Write7BitEncodedInt(signal.OpenHours!.Value);
                    break;
                default:
                    break;
            }

            if (signal.Value is { } value)
            {
                Write(writer, value);
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <exception cref="FormatException">The format is of a later version.</exception>
    public static IReadOnlyList<LoggedSignal> Unpack(byte[]? packed)
    {
        if (packed is not { Length: > 0 })
        {
            return [];
        }

        if (packed[0] != FormatVersion)
        {
            throw new FormatException($"The signal log has format {packed[0]}; this version reads {FormatVersion}.");
        }

        using var reader = new BinaryReader(new MemoryStream(packed, 1, packed.Length - 1), Encoding.UTF8);
        var signals = new LoggedSignal[reader.Read7BitEncodedInt()];
        var time = reader.ReadInt64();
        for (var i = 0; i < signals.Length; i++)
        {
            var head = reader.ReadByte();
            var parts = (Parts)(head & ~7);
            var eventType = EventTypes[head & 7];
            time += reader.Read7BitEncodedInt64();
            var id = parts.HasFlag(Parts.HexId) ? Convert.ToHexStringLower(reader.ReadBytes(16)) : reader.ReadString();
            Verification? word = eventType == SignalEvents.Verified ? (Verification)reader.ReadByte() : null;
            int? hours = eventType == SignalEvents.Standing ? reader.Read7BitEncodedInt() : null;
            signals[i] = new LoggedSignal(time, eventType, id, word, hours, parts.HasFlag(Parts.Value) ? ReadValue(reader) : null);
        }

        return signals;
    }

    private static void Write(BinaryWriter writer, MetricValue value)
    {
        writer.Write((byte)((value.Count is null ? 0 : 1) | (value.Number is null ? 0 : 2)));
        if (value.Count is { } count)
        {
            writer.Write7BitEncodedInt64(count);
        }

        if (value.Number is { } number)
        {
            writer.Write(number);
        }

        WriteList(writer, value.Numbers, static (to, item) => to.Write(item));
        WriteList(writer, value.Ports, static (to, item) => to.Write7BitEncodedInt(item));
        WriteList(writer, value.Cidrs, static (to, item) => to.Write(item));
        WriteList(writer, value.Strings, static (to, item) => to.Write(item));
    }

    private static MetricValue ReadValue(BinaryReader reader)
    {
        var head = reader.ReadByte();
        return new MetricValue
        {
            Count = (head & 1) != 0 ? reader.Read7BitEncodedInt64() : null,
            Number = (head & 2) != 0 ? reader.ReadDouble() : null,
            Numbers = ReadList(reader, static from => from.ReadDouble()),
            Ports = ReadList(reader, static from => from.Read7BitEncodedInt()),
            Cidrs = ReadList(reader, static from => from.ReadString()),
            Strings = ReadList(reader, static from => from.ReadString()),
        };
    }

    private static void WriteList<T>(BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write((byte)(items.IsDefault ? 0 : items.Length));
        if (!items.IsDefault)
        {
            foreach (var item in items)
            {
                write(writer, item);
            }
        }
    }

    private static ImmutableArray<T> ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadByte()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }

        return [.. items];
    }

    private static bool IsHexId(string id) => id.Length == 32 && id.All(static c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
