namespace OrleansDefender.Silo.Hosting;

/// <summary>What accounts, Regions and thing names look like.</summary>
internal static class ScopeRules
{
    /// <summary>The longest thing name, and the longest client id, that AWS IoT takes.</summary>
    public const int LongestThing = 128;

    /// <summary>Twelve digits.</summary>
    public static bool IsAccount(string? text) => text is { Length: 12 } && text.All(char.IsAsciiDigit);

    /// <summary>Lower-case letters, digits and hyphens; new Regions need no new version of this.</summary>
    public static bool IsRegion(string? text) =>
        text is { Length: >= 4 and <= 40 } && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>1 to 128 characters, none of them a control character.</summary>
    public static bool IsThing(string? text) => text is { Length: >= 1 and <= LongestThing } && !text.Any(char.IsControl);
}
