using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>The words of the note that goes with an analyst's word.</summary>
internal static class VerdictNote
{
    /// <summary>The note of a verdict. IoT allows 1,000 characters of reason, a note 512: the reason is cut, visibly.</summary>
    public static string Of(EpisodeVerdict verdict)
    {
        var by = verdict.Actor is { Length: > 0 } actor ? $" by {actor}" : string.Empty;
        var because = verdict.Reason is { Length: > 0 } reason ? $": {reason}" : ".";
        var what = verdict.State == Verification.Unknown
            ? "Verification withdrawn in AWS IoT Device Defender"
            : $"Marked {Words.Of(verdict.State)} in AWS IoT Device Defender";
        return AsffText.Fit($"{what}{by}{because}", AsffLimits.NoteText);
    }
}
