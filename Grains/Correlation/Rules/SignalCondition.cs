namespace OrleansDefender.Correlation.Rules;

/// <summary>The detection of a base rule, compiled. Thread-safe.</summary>
internal abstract class SignalCondition
{
    /// <summary>Whether a signal meets it.</summary>
    public abstract bool Matches(Signal signal);
}
