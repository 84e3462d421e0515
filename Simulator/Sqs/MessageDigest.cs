using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>The MD5s that SQS answers with, by which the SDKs check what arrived.</summary>
internal static class MessageDigest
{
    /// <summary>Of a body: its UTF-8 bytes.</summary>
    public static string OfBody(string body) => Md5(Encoding.UTF8.GetBytes(body));

    /// <summary>
    /// Of attributes: sorted by name, each as length-prefixed name, length-prefixed type, one byte (1 text, 2 binary), length-prefixed value; lengths are
    /// four bytes, the highest first. <see langword="null"/> where there are none.
    /// </summary>
    /// <remarks>Source: SQS developer guide, "Calculating the MD5 message digest for message attributes"; high.</remarks>
    public static string? OfAttributes(JsonObject? attributes)
    {
        if (attributes is not { Count: > 0 })
        {
            return null;
        }

        using var bytes = new MemoryStream();
        foreach (var (name, node) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var value = (JsonObject)node!;
            Append(bytes, Encoding.UTF8.GetBytes(name));
            Append(bytes, Encoding.UTF8.GetBytes(Fields.Text(value, "DataType")));
            if (Fields.OptionalText(value, "BinaryValue") is { } binary)
            {
                bytes.WriteByte(2);
                Append(bytes, MessageRules.Bytes(binary));
            }
            else
            {
                bytes.WriteByte(1);
                Append(bytes, Encoding.UTF8.GetBytes(Fields.Text(value, "StringValue")));
            }
        }

        return Md5(bytes.ToArray());
    }

    private static void Append(MemoryStream to, byte[] part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        to.Write(length);
        to.Write(part);
    }

#pragma warning disable CA5351 // MD5 is what the protocol asks for; it protects nothing.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
