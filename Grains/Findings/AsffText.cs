using System.Globalization;

namespace OrleansDefender.Findings;

/// <summary>Makes any text fit for an ASFF string: within its length, and never blank.</summary>
internal static class AsffText
{
    private const string Ellipsis = "…";

    /// <summary>Cuts to <paramref name="limit"/> UTF-16 characters, visibly and never inside a surrogate pair; control characters become spaces.</summary>
    public static string Fit(string text, int limit)
    {
        var clean = Clean(text);
        if (string.IsNullOrWhiteSpace(clean))
        {
            // Security Hub refuses strings without a visible character, and a thing may be named so.
            return "(blank)";
        }

        if (clean.Length <= limit)
        {
            return clean;
        }

        var end = limit - Ellipsis.Length;
        if (char.IsHighSurrogate(clean[end - 1]))
        {
            end--;
        }

        return string.Concat(clean.AsSpan(0, end), Ellipsis);
    }

    /// <summary>A moment as ASFF writes it, in UTC with milliseconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Clean(string text)
    {
        var needsWork = false;
        for (var i = 0; i < text.Length && !needsWork; i++)
        {
            needsWork = char.IsControl(text[i]) || char.IsSurrogate(text[i]);
        }

        if (!needsWork)
        {
            return text;
        }

        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = source[i];
                if (char.IsHighSurrogate(c) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]))
                {
                    span[i] = c;
                    span[++i] = source[i];
                }
                else
                {
                    // A lone surrogate is no character at all: UTF-8 has no bytes for it.
                    span[i] = char.IsSurrogate(c) ? '\uFFFD' : char.IsControl(c) ? ' ' : c;
                }
            }
        });
    }
}
