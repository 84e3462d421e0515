using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>Reads and parses request bodies so strictly that no later access to the tree can fail on the text itself.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads the whole body.</summary>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length and <= int.MaxValue)
        {
            if (length == 0)
            {
                return [];
            }

            if (length <= 65_536)
            {
                var bytes = new byte[length];
                await request.Body.ReadExactlyAsync(bytes, cancellationToken);
                return bytes;
            }
        }

        // A large or undeclared length is not trusted with memory in advance: the buffer grows with what arrives.
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    /// <summary>Parses a body; an empty one is an empty object.</summary>
    /// <exception cref="JsonException">The body is no JSON object, repeats a member, or has text that is no Unicode.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return [];
        }

        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("The body is not valid UTF-8.");
        }

        var body = JsonNode.Parse(utf8, documentOptions: Strict) as JsonObject ?? throw new JsonException("The body is not a JSON object.");
        RefuseHalfSurrogates(utf8);
        return body;
    }

    /// <summary>An escape such as <c>\ud800</c> without its other half is grammatical JSON but no text; System.Text.Json notices only on access.</summary>
    private static void RefuseHalfSurrogates(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\uD"u8) < 0 && utf8.IndexOf("\\ud"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                try
                {
                    reader.GetString();
                }
                catch (InvalidOperationException error)
                {
                    throw new JsonException("A string has half of a surrogate pair.", error);
                }
            }
        }
    }
}
