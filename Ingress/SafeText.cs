using System.Text;

namespace OrleansDefender.Ingress;

/// <summary>Makes text fit where it is bounded.</summary>
internal static class SafeText
{
    private const char CutMark = '…';

    /// <summary>At most so many UTF-16 units, visibly cut and never inside a surrogate pair.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..end] + CutMark;
    }

    /// <summary>
    /// The same for a message attribute: characters that SQS refuses (it takes those of XML 1.0 only) become U+FFFD, and nothing becomes a dash, since an
    /// empty attribute is refused too.
    /// </summary>
    public static string ForAttribute(string text, int most)
    {
        var safe = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(IsAllowed(rune) ? rune.ToString() : "\uFFFD");
            if (safe.Length > most)
            {
                break;
            }
        }

        return safe.Length == 0 ? "-" : Cut(safe.ToString(), most);
    }

    private static bool IsAllowed(Rune rune) => rune.Value is 0x9 or 0xA or 0xD or >= 0x20 and not 0xFFFE and not 0xFFFF;
}
