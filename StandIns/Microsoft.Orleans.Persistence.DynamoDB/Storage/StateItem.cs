using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

using Amazon.DynamoDBv2.Model;

namespace Orleans.Storage;

/// <summary>The items of the state table: what attribute holds what, and in which form. The real package writes and reads the same.</summary>
internal static class StateItem
{
    public const string GrainReference = "GrainReference";
    public const string GrainType = "GrainType";
    public const string GrainState = "GrainState";
    public const string ETag = "ETag";
    public const string GrainTtl = "GrainTtl";

    /// <summary>The most bytes DynamoDB takes in one item, names, keys and values together.</summary>
    public const int MostBytes = 400 * 1024;

    private const int MostReferenceBytes = 2047;
    private const int MostTypeBytes = 1023;

    /// <summary>The key of a state.</summary>
    /// <exception cref="ArgumentException">The key is longer than DynamoDB allows.</exception>
    public static Dictionary<string, AttributeValue> KeyOf(string serviceId, string stateName, GrainId grainId)
    {
        var reference = $"{serviceId}_{grainId}";
        CheckLength(reference, MostReferenceBytes, nameof(grainId));
        CheckLength(stateName, MostTypeBytes, nameof(stateName));
        return new Dictionary<string, AttributeValue>(8, StringComparer.Ordinal) { [GrainReference] = new(reference), [GrainType] = new(stateName) };
    }

    /// <summary>The bytes of a state as an attribute, not copied where the serializer shows them; nothing is NULL.</summary>
    public static AttributeValue BytesOf(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return Cleared();
        }

        return new AttributeValue
        {
            B = MemoryMarshal.TryGetArray(bytes, out var part)
                ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false, publiclyVisible: true)
                : new MemoryStream(bytes.ToArray(), writable: false),
        };
    }

    /// <summary>What stands for no state.</summary>
    public static AttributeValue Cleared() => new() { NULL = true };

    /// <summary>A number as DynamoDB takes it.</summary>
    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    /// <summary>The stored ETag; <see langword="null"/> without one.</summary>
    public static string? ETagOf(Dictionary<string, AttributeValue>? item) => item is not null && item.TryGetValue(ETag, out var eTag) ? eTag.N : null;

    /// <summary>The stored bytes; <see langword="null"/> if the state was cleared.</summary>
    public static BinaryData? BytesOf(Dictionary<string, AttributeValue> item)
    {
        if (!item.TryGetValue(GrainState, out var state) || state.B is not { Length: > 0 } stream)
        {
            return null;
        }

        return BinaryData.FromBytes(stream.TryGetBuffer(out var buffer) ? buffer.AsMemory() : stream.ToArray());
    }

    /// <summary>How many bytes DynamoDB counts for an item with a state of this length.</summary>
    public static long SizeOf(Dictionary<string, AttributeValue> key, int stateBytes, bool hasTimeToLive)
    {
        // A number takes a byte for each two digits and one or two more; 21 is the most of any.
        const int NumberBytes = 21;
        var size = GrainState.Length + stateBytes + ETag.Length + NumberBytes + (hasTimeToLive ? GrainTtl.Length + NumberBytes : 0);
        foreach (var (name, value) in key)
        {
            size += name.Length + Encoding.UTF8.GetByteCount(value.S);
        }

        return size;
    }

    private static void CheckLength(string text, int most, string parameter)
    {
        if (Encoding.UTF8.GetByteCount(text) is var length && length > most)
        {
            throw new ArgumentException($"A DynamoDB key of {length} bytes is too long; at most {most} are allowed: {text[..64]}…", parameter);
        }
    }
}
