namespace OrleansDefender.Correlation.Rules;

/// <summary>Texts of files as problems show them: short, and on one line.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>The text, or its beginning.</summary>
    public static string Of(string? text)
    {
        if (text is null)
        {
            return "null";
        }

        var length = Math.Min(text.Length, Longest);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        var shown = string.Create(length, text, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(text[i]) ? ' ' : text[i];
            }
        });
        return length < text.Length ? shown + "..." : shown;
    }
}
