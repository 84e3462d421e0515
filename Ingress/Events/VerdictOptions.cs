namespace OrleansDefender.Ingress.Events;

/// <summary>How analysts' words are waited for; section <c>Verdicts</c>.</summary>
public sealed class VerdictOptions
{
    /// <summary>How long a word on an episode that nobody knows is tried again before it goes to the dead-letter queue, in hours, 0.01 to 48.</summary>
    public double UnknownViolationHours { get; set; } = 1;
}
