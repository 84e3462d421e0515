using System.Text;

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OrleansDefender.Correlation.Rules;

/// <summary>Reads the YAML of a rule file, event by event, so that nothing is built of what is refused.</summary>
internal static class RuleYaml
{
    /// <summary>The most bytes of a file.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The deepest nesting of lists and maps.</summary>
    public const int MostDepth = 12;

    /// <summary>The most documents of a file.</summary>
    public const int MostDocuments = 500;

    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 8192;

    /// <summary>The documents of a file; empty ones are left out.</summary>
    /// <exception cref="RuleSyntaxException">It is no YAML, or more of it than rules need.</exception>
    public static List<RuleNode> Read(string text)
    {
        // The cheaper test first: no character takes less than a byte.
        if (text.Length > MostBytes || Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            throw new RuleSyntaxException(0, FormattableString.Invariant($"The file has more than {MostBytes / 1024} KiB."));
        }

        if (text.IndexOf('\r', StringComparison.Ordinal) is >= 0 and var place)
        {
            throw new RuleSyntaxException(1 + text.AsSpan(0, place).Count('\n'), "Lines must end with LF alone; there is a CR.");
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return ReadAll(parser);
        }
        catch (YamlException error)
        {
            throw new RuleSyntaxException((int)error.Start.Line, $"This is no YAML: {error.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception error) when (error is not RuleSyntaxException)
        {
            // The parser stumbles over some texts that are no YAML (a comment that hides a closing brace) instead of saying so.
            throw new RuleSyntaxException((int?)parser.Current?.End.Line ?? 1, "This is no YAML, here or in what follows.");
        }
    }

    private static List<RuleNode> ReadAll(Parser parser)
    {
        var documents = new List<RuleNode>();
        while (parser.MoveNext())
        {
            if (parser.Current is not DocumentStart start)
            {
                continue;
            }

            parser.MoveNext();
            var node = ReadNode(parser, depth: 0);
            if (node is RuleScalar { Text: null })
            {
                continue;
            }

            if (documents.Count == MostDocuments)
            {
                throw new RuleSyntaxException((int)start.Start.Line, FormattableString.Invariant($"The file has more than {MostDocuments} documents."));
            }

            documents.Add(node);
        }

        return documents;
    }

    private static RuleNode ReadNode(Parser parser, int depth)
    {
        var current = parser.Current!;
        var line = (int)current.Start.Line;
        if (current is AnchorAlias)
        {
            throw new RuleSyntaxException(line, "Aliases (*name) are not supported.");
        }

        if (current is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new RuleSyntaxException(line, "Anchors (&name) are not supported.");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            throw new RuleSyntaxException(line, "Tags (!name) are not supported.");
        }

        if (depth >= MostDepth && current is not Scalar)
        {
            throw new RuleSyntaxException(line, FormattableString.Invariant($"Lists and maps are nested more than {MostDepth} deep."));
        }

        return current switch
        {
            Scalar scalar => ReadScalar(scalar, line),
            SequenceStart => ReadList(parser, line, depth),
            MappingStart => ReadMap(parser, line, depth),
            _ => throw new RuleSyntaxException(line, "This is no YAML that rules are made of."),
        };
    }

    private static RuleScalar ReadScalar(Scalar scalar, int line) => scalar.Value.Length > LongestText
        ? throw new RuleSyntaxException(line, FormattableString.Invariant($"A text has more than {LongestText} characters."))
        : new RuleScalar(scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } ? null : scalar.Value, line);

    private static RuleList ReadList(Parser parser, int line, int depth)
    {
        var items = new List<RuleNode>();
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(parser, depth + 1));
        }

        return new RuleList(items, line);
    }

    private static RuleMap ReadMap(Parser parser, int line, int depth)
    {
        var entries = new List<KeyValuePair<RuleScalar, RuleNode>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var node = ReadNode(parser, depth + 1);
            if (node is not RuleScalar { Text: { } name } key)
            {
                throw new RuleSyntaxException(node.Line, "A key must be a text.");
            }

            if (!known.Add(name))
            {
                throw new RuleSyntaxException(key.Line, $"The key '{Shown.Of(name)}' stands here twice.");
            }

            parser.MoveNext();
            entries.Add(new(key, ReadNode(parser, depth + 1)));
        }

        return new RuleMap(entries, line);
    }
}
