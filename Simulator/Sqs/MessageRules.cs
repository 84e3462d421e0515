using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>What a message may be. Source: SQS API reference (SendMessage) and developer guide (message attributes, quotas); high.</summary>
internal static class MessageRules
{
    /// <summary>The longest message, and the longest batch, in bytes: 1 MiB since August 2025.</summary>
    public const int MostBytes = 1_048_576;

    private const int MostAttributes = 10;
    private const int MostNameLength = 256;
    private const int MostGroupLength = 128;

    // Of single UTF-16 units: control characters but tab, line feed and carriage return, and the two non-characters. Half surrogates never get here (JsonBody).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not (0x9 or 0xA or 0xD)).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <summary>Checks a message and measures it.</summary>
    /// <returns>Its length in bytes: body, and names, types and values of attributes.</returns>
    /// <exception cref="AwsErrorException">A rule is broken.</exception>
    public static int Check(string body, JsonObject? attributes, int maximumSize)
    {
        var length = Measure(body, attributes);
        if (length > maximumSize)
        {
            throw SqsErrors.InvalidValue("MessageBody", string.Create(CultureInfo.InvariantCulture, $"Message must be shorter than {maximumSize} bytes."));
        }

        if (HasForbidden(body))
        {
            throw SqsErrors.InvalidMessageContents();
        }

        if (attributes is not null)
        {
            if (attributes.Count > MostAttributes)
            {
                throw SqsErrors.InvalidValue("MessageAttributes", "Number of message attributes exceeds the allowed maximum [10].");
            }

            foreach (var (name, value) in attributes)
            {
                CheckAttribute(name, (JsonObject)value!);
            }
        }

        return length;
    }

    /// <summary>The length in bytes; of whatever text, allowed or not.</summary>
    public static int Measure(string body, JsonObject? attributes)
    {
        var length = Encoding.UTF8.GetByteCount(body);
        foreach (var (name, node) in attributes ?? [])
        {
            var value = node as JsonObject ?? throw SqsErrors.WrongType("MessageAttributes", "a map of objects");
            length += Encoding.UTF8.GetByteCount(name)
                + Encoding.UTF8.GetByteCount(Fields.OptionalText(value, "DataType") ?? string.Empty)
                + (Fields.OptionalText(value, "StringValue") is { } text ? Encoding.UTF8.GetByteCount(text) : 0)
                + (Fields.OptionalText(value, "BinaryValue") is { } binary ? Bytes(binary).Length : 0);
        }

        return length;
    }

    /// <summary>Checks a message group: standard queues take one too, for fair queues.</summary>
    /// <remarks>Source: SQS API reference, SendMessage, MessageGroupId; high.</remarks>
    /// <exception cref="AwsErrorException">It has another length or another character than it may.</exception>
    public static void CheckGroup(string group)
    {
        if (group.Length is 0 or > MostGroupLength || !group.All(c => c is > ' ' and <= '~'))
        {
            throw SqsErrors.InvalidValue("MessageGroupId", "It can only include alphanumeric and punctuation characters, 1 to 128 of them.");
        }
    }

    /// <summary>The bytes of a binary value.</summary>
    public static byte[] Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw SqsErrors.WrongType("BinaryValue", "base64");
        }
    }

    private static bool HasForbidden(string text) => text.AsSpan().ContainsAny(Forbidden);

    private static void CheckAttribute(string name, JsonObject value)
    {
        var member = $"MessageAttributes.{(name.Length <= MostNameLength ? name : "…")}";
        if (name.Length is 0 or > MostNameLength
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            || name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal)
            || name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase))
        {
            throw SqsErrors.InvalidValue(member, "The name has characters, a length or a prefix that is not allowed.");
        }

        var type = Fields.OptionalText(value, "DataType");
        if (type is not { Length: > 0 and <= MostNameLength })
        {
            throw SqsErrors.InvalidValue(member, "The message attribute must contain a non-empty message attribute type.");
        }

        var text = Fields.OptionalText(value, "StringValue");
        var binary = Fields.OptionalText(value, "BinaryValue");
        switch (type.Split('.', 2)[0])
        {
            case "Binary":
                if (binary is not { Length: > 0 } || text is not null)
                {
                    throw SqsErrors.InvalidValue(member, "A message attribute of type Binary must have a non-empty BinaryValue, and no other.");
                }

                break;
            case "String" or "Number" when text is not { Length: > 0 } || binary is not null:
                throw SqsErrors.InvalidValue(member, "The message attribute must have a non-empty StringValue, and no other.");
            case "String":
                if (HasForbidden(text!))
                {
                    throw SqsErrors.InvalidMessageContents();
                }

                break;
            case "Number":
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                {
                    throw SqsErrors.InvalidValue(member, "Can't cast the value of the message attribute to a number.");
                }

                break;
            default:
                throw SqsErrors.InvalidValue(member, "The message attribute has an invalid message attribute type: it must start with String, Number or Binary.");
        }
    }
}
