namespace OrleansDefender.Findings.Delivery;

/// <summary>The most urgent first, then the oldest.</summary>
internal sealed class WaitingOrder : IComparer<WaitingFinding>
{
    /// <summary>The one instance.</summary>
    public static WaitingOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(WaitingFinding? x, WaitingFinding? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byRank = y.Rank.CompareTo(x.Rank);
        return byRank != 0 ? byRank : x.Sequence.CompareTo(y.Sequence);
    }
}
