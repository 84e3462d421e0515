using System.Security.Cryptography;
using System.Text;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Content hashes: SHA-256 of a canonical text in which neither comments, the order of keys, nor the way of writing plays a part.</summary>
internal sealed class RuleHashes
{
    private readonly Dictionary<RuleDocument, string> _known = [];

    /// <summary>The hash of a rule: its document, the tests aside, and the hashes of what it refers to; lower-case hexadecimal.</summary>
    /// <param name="document">The rule.</param>
    /// <param name="inputs">The hashes of its inputs, in their order.</param>
    public string Of(RuleDocument document, IEnumerable<string> inputs)
    {
        var text = new StringBuilder();
        Write(text, document.Map, isTop: true);
        foreach (var input in inputs)
        {
            text.Append('\n').Append(input);
        }

        return _known[document] = Hash(text.ToString());
    }

    /// <summary>The hash of a base rule or of a correlation whose hash was made before.</summary>
    public string Of(RuleDocument document) => _known.TryGetValue(document, out var hash) ? hash : Of(document, []);

    /// <summary>The hash of a whole set: of all its rules, and of which of them act.</summary>
    public string OfSet(IEnumerable<RuleDocument> bases, IEnumerable<CorrelationRule> correlations)
    {
        var text = new StringBuilder();
        foreach (var document in bases)
        {
            text.Append(Of(document)).Append('\n');
        }

        foreach (var rule in correlations)
        {
            text.Append(rule.Hash).Append(rule.Acts ? " acts\n" : "\n");
        }

        return Hash(text.ToString());
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void Write(StringBuilder text, RuleNode node, bool isTop = false)
    {
        switch (node)
        {
            case RuleScalar { Text: null }:
                text.Append('~');
                break;
            case RuleScalar scalar:
                Write(text, scalar.Text!);
                break;
            case RuleList list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case RuleMap map:
                text.Append('{');
                foreach (var (key, value) in map.Entries.OrderBy(static entry => entry.Key.Text, StringComparer.Ordinal))
                {
                    if (!isTop || key.Text != "tests")
                    {
                        Write(text, key.Text!);
                        text.Append(':');
                        Write(text, value);
                        text.Append(',');
                    }
                }

                text.Append('}');
                break;
        }
    }

    // With its length before it, no text can look like the end of itself.
    private static void Write(StringBuilder text, string value) => text.Append(value.Length).Append('"').Append(value).Append('"');
}
