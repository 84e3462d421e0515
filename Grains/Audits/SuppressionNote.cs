using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>The words of the note that goes with a suppression.</summary>
internal static class SuppressionNote
{
    /// <summary>The note; the customer's reason is cut, visibly.</summary>
    public static string Of(SuppressionState? suppression, bool isSuppressed)
    {
        if (!isSuppressed)
        {
            return suppression is { HasEnded: true } ? "The suppression in AWS IoT Device Defender has ended." : "No longer suppressed in AWS IoT Device Defender.";
        }

        suppression = suppression is { IsInForce: true } ? suppression : null;
        var by = suppression?.Actor is { Length: > 0 } actor ? $" by {actor}" : string.Empty;
        var until = suppression?.UntilMs is { } end ? $" until {AsffText.Time(DateTimeOffset.FromUnixTimeMilliseconds(end))}" : string.Empty;
        var because = suppression?.Description is { Length: > 0 } reason ? $": {reason}" : ".";
        return AsffText.Fit($"Suppressed in AWS IoT Device Defender{by}{until}{because}", AsffLimits.NoteText);
    }
}
