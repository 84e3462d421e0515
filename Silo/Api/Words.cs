using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>The words of the API: AWS's own, so that what one reads here can be searched for there.</summary>
internal static class Words
{
    /// <summary>All severities, the worst first.</summary>
    public static IReadOnlyList<Severity> Severities { get; } = [.. Enum.GetValues<Severity>().OrderDescending()];

    /// <summary>The word of a severity; <c>NONE</c> for a thing where nothing is open.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "CRITICAL",
        Severity.High => "HIGH",
        Severity.Medium => "MEDIUM",
        Severity.Low => "LOW",
        Severity.Informational => "INFORMATIONAL",
        _ => "NONE",
    };

    /// <summary>The word of a verification.</summary>
    public static string Of(Verification verification) => verification switch
    {
        Verification.TruePositive => "TRUE_POSITIVE",
        Verification.BenignPositive => "BENIGN_POSITIVE",
        Verification.FalsePositive => "FALSE_POSITIVE",
        _ => "UNKNOWN",
    };

    /// <summary>The word of a transition.</summary>
    public static string Of(TransitionKind kind) => kind switch
    {
        TransitionKind.Cleared => "alarm-cleared",
        TransitionKind.Invalidated => "alarm-invalidated",
        TransitionKind.Withdrawn => "withdrawn",
        _ => "in-alarm",
    };

    /// <summary>The word of a record state.</summary>
    public static string Of(RecordState state) => state == RecordState.Archived ? "ARCHIVED" : "ACTIVE";

    /// <summary>The words of flags.</summary>
    public static IReadOnlyList<string> Of(WatchFlags flags)
    {
        var words = new List<string>(3);
        if (flags.HasFlag(WatchFlags.TruePositive))
        {
            words.Add("truePositive");
        }

        if (flags.HasFlag(WatchFlags.Held))
        {
            words.Add("held");
        }

        if (flags.HasFlag(WatchFlags.Withheld))
        {
            words.Add("withheld");
        }

        if (flags.HasFlag(WatchFlags.Rejected))
        {
            words.Add("rejected");
        }

        return words;
    }

    /// <summary>Whether something is open.</summary>
    public static string OfState(bool isOpen) => isOpen ? "open" : "closed";

    /// <summary>Reads the word of a severity, in any case.</summary>
    public static Severity? ToSeverity(string word)
    {
        foreach (var severity in Severities)
        {
            if (string.Equals(Of(severity), word, StringComparison.OrdinalIgnoreCase))
            {
                return severity;
            }
        }

        return null;
    }
}
