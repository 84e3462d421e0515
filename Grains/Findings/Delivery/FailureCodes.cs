using System.Text.RegularExpressions;

namespace OrleansDefender.Findings.Delivery;

/// <summary>What a finding's own error code means, in a call that was answered.</summary>
/// <remarks>
/// AWS documents the codes of imports hardly and those of updates in words, so codes are matched by their stem and anything unknown is a refusal: it
/// is stored with its owner and shown, where a retry without end would hide it.
/// </remarks>
internal static partial class FailureCodes
{
    /// <summary>A finding over 240 KB, refused here.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>A finding of another account or Region than the hub's, refused here.</summary>
    public const string WrongScope = "WrongScope";

    /// <summary>The waiting set is full of findings that are at least as severe.</summary>
    public const string Full = "Full";

    /// <summary>The time to wait is over, and no call has failed.</summary>
    public const string TimedOut = "TimedOut";

    /// <summary>The silo that speaks for the hub is leaving.</summary>
    public const string Leaving = "Leaving";

    private static readonly string[] PassingStems = ["Internal", "Throttl", "ConcurrentUpdate", "ServiceUnavailable", "LimitExceeded", "TooManyRequests", "RequestTimeout"];

    private static readonly string[] AccessStems = ["InvalidAccess", "AccessDenied"];

    /// <summary>Whether a later attempt may succeed.</summary>
    public static bool IsPassing(string code) => StartsWithAny(code, PassingStems);

    /// <summary>Whether the hub refuses us and not the finding: it is disabled, or does not know our account.</summary>
    public static bool IsAccess(string code) => StartsWithAny(code, AccessStems);

    /// <summary>Whether an update came before its finding.</summary>
    public static bool IsNotFound(string code) => code.StartsWith("FindingNotFound", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an import was refused because the hub has this revision already, or a newer one: then it has landed, and its answer was lost.</summary>
    /// <remarks>
    /// How BatchImportFindings answers an import whose <c>UpdatedAt</c> is not later is not documented. It is seen to pass it over in silence, as a success;
    /// this is for a hub that says so instead (medium confidence, either way). Nothing here can tell whether an answer was lost: the call may have been another
    /// silo's, that was killed. So the words have to be unmistakable: the code of bad input, <c>UpdatedAt</c> compared with something, no other time named that
    /// it could be at odds with, and no talk of its form or of the future. To take a malformed finding for a landed one would lose it without a trace.
    /// </remarks>
    /// <param name="code">The code.</param>
    /// <param name="message">The message.</param>
    public static bool IsStale(string code, string? message) =>
        code.StartsWith("InvalidInput", StringComparison.OrdinalIgnoreCase)
        && message is not null
        && UpdatedAt().IsMatch(message)
        && Comparison().IsMatch(message)
        && !OtherFault().IsMatch(message);

    [GeneratedRegex(@"\bUpdatedAt\b", RegexOptions.CultureInvariant)]
    private static partial Regex UpdatedAt();

    [GeneratedRegex(@"\b(later|newer|older|earlier|greater|stale|outdated|before|after|more recent)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\b(?!UpdatedAt\b)[A-Z][A-Za-z]+At\b|\b(?i:format|future|RFC|ISO)", RegexOptions.CultureInvariant)]
    private static partial Regex OtherFault();

    private static bool StartsWithAny(string code, string[] stems) =>
        Array.Exists(stems, stem => code.StartsWith(stem, StringComparison.OrdinalIgnoreCase));
}
