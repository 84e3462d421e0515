using System.Buffers.Binary;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>What a receive gives to delete the message with: which message of which queue, and which receive of it. It stays valid over a restart.</summary>
/// <param name="Queue">The queue's number.</param>
/// <param name="Message">The message's number.</param>
/// <param name="Receive">The receive count it was given with.</param>
internal readonly record struct ReceiptHandle(long Queue, long Message, int Receive)
{
    private const int Length = 24;

    /// <summary>As the API shows it: opaque, with a check so that a mistyped one is noticed.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Queue);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Message);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], Receive);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], Check(bytes[..20]));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads one; <see langword="null"/> where the text is none.</summary>
    public static ReceiptHandle? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == Length && BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]) == Check(bytes[..20])
            ? new ReceiptHandle(
                BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]))
            : null;
    }

    // FNV-1a: it only has to notice accidents.
    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var hash = 2_166_136_261u;
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 16_777_619u);
        }

        return hash;
    }
}
