namespace OrleansDefender.Correlation.Engine;

/// <summary>What the meaning of rules depends on besides the rules.</summary>
/// <param name="LatenessMs">How much older than the newest signal one may be and still be taken as if it had come in order, in milliseconds.</param>
internal readonly record struct EngineSettings(long LatenessMs)
{
    /// <summary>Slots that a rule's window, or the lateness where that is longer, is divided into. See <see cref="SlotCaps"/>.</summary>
    public const int Slots = 8;

    /// <summary>
    /// How much older than a signal a word on its episode may be and still withdraw it, in milliseconds: without a bound every word would have to be
    /// remembered for ever. Eight days, so that a word of the first day still holds for the alarm that stands for seven.
    /// </summary>
    public const long WordsReachMs = 8L * 24 * 60 * 60 * 1000;

    public static EngineSettings Default { get; } = new((long)TimeSpan.FromHours(1).TotalMilliseconds);

    /// <summary>
    /// How far behind the newest signal a firing is settled: neither a signal nor a verdict that comes within the lateness can change it any more. A verdict
    /// reaches one lateness back itself, hence two.
    /// </summary>
    public long SettledAfterMs => 2 * LatenessMs;
}
