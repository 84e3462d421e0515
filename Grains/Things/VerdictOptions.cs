namespace OrleansDefender.Things;

/// <summary>What analysts' words do; section <c>Verdicts</c>.</summary>
public sealed class VerdictOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Verdicts";

    /// <summary>How long a word on an episode that nobody knows is tried again before it goes to the dead-letter queue, in hours, 0.01 to 48.</summary>
    public double UnknownViolationHours { get; set; } = 1;

    /// <summary>
    /// How long after FALSE_POSITIVE or BENIGN_POSITIVE a new episode of the same alarm is held back, 0 to 30 days. CRITICAL never is. Default 0: it is published at once.
    /// </summary>
    public TimeSpan HoldFor { get; set; }
}
