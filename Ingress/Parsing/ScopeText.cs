namespace OrleansDefender.Ingress.Parsing;

/// <summary>What accounts and Regions in messages look like.</summary>
internal static class ScopeText
{
    /// <summary>Twelve digits.</summary>
    public static bool IsAccount(string? text) => text is { Length: 12 } && text.All(char.IsAsciiDigit);

    /// <summary>Lower-case letters, digits and hyphens; new Regions need no new version of this.</summary>
    public static bool IsRegion(string? text) =>
        text is { Length: >= 2 and <= 32 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Whether both parts are what they should be.</summary>
    public static bool IsScope(AccountRegion scope) => IsAccount(scope.Account) && IsRegion(scope.Region);
}
