namespace OrleansDefender.Correlation.Engine;

/// <summary>A signal as one group of one rule sees it. A signal with several values of the counted field makes an entry for each.</summary>
/// <param name="Key">The signal's place in the order.</param>
/// <param name="Inputs">The rule's inputs that it matches, a bit each.</param>
/// <param name="Value">The value that is counted; absent where none is.</param>
/// <param name="Episode">The episode that a verdict may withdraw it with; absent where none can.</param>
internal readonly record struct RuleEntry(SignalKey Key, int Inputs, string? Value, string? Episode) : IComparable<RuleEntry>
{
    /// <inheritdoc/>
    public int CompareTo(RuleEntry other)
    {
        var byKey = Key.CompareTo(other.Key);
        return byKey != 0 ? byKey : string.CompareOrdinal(Value, other.Value);
    }
}
