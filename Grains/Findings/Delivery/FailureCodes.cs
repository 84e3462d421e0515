namespace OrleansDefender.Findings.Delivery;

/// <summary>What a finding's own error code means, in a call that was answered.</summary>
/// <remarks>
/// AWS documents the codes of imports hardly and those of updates in words, so codes are matched by their stem and anything unknown is a refusal: it
/// is stored with its owner and shown, where a retry without end would hide it.
/// </remarks>
internal static class FailureCodes
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

    private static bool StartsWithAny(string code, string[] stems) =>
        Array.Exists(stems, stem => code.StartsWith(stem, StringComparison.OrdinalIgnoreCase));
}
