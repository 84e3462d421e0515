namespace OrleansDefender.Findings.Delivery;

/// <summary>Remembers for some time what has landed, so that a slow older delivery neither lands after a newer one nor costs a call.</summary>
/// <remarks>
/// Keyed by a 128-bit hash of the finding's Id: sixteen bytes instead of up to a kilobyte, and two findings of one hash are not to be expected before
/// 10^18 findings. Findings are forgotten by generations, each a tenth of the lifetime and of the capacity: so no finding needs a place in an order of its
/// own, and no table ever grows large. Bounded: what lands in the lifetime at the full quota is the capacity to give it (180,000 findings in three minutes at AWS's
/// rate, some 12 MB). Beyond it the oldest are forgotten early, which costs a repeated import and nothing else.
/// </remarks>
/// <param name="capacity">The findings to remember at the least before any is forgotten early; a generation more at the most.</param>
/// <param name="lifetime">How long a finding is remembered at least; at most a tenth longer.</param>
internal sealed class LandedMemory(int capacity, TimeSpan lifetime)
{
    private const int Parts = 10;

    // The newest last; never empty once something has landed.
    private readonly List<Generation> _generations = [];
    private readonly int _perGeneration = Math.Max(1, capacity / Parts);
    private readonly TimeSpan _span = lifetime / Parts;

    /// <summary>The findings it remembers; one that landed again is counted in each generation that knows it.</summary>
    public int Count => _generations.Sum(static generation => generation.Findings.Count);

    /// <summary>What is known of a finding.</summary>
    public LandedRevisions Find(UInt128 key, TimeSpan now)
    {
        for (var index = _generations.Count - 1; index >= 0 && !IsOver(_generations[index], now); index--)
        {
            if (_generations[index].Findings.TryGetValue(key, out var revisions))
            {
                return revisions;
            }
        }

        return LandedRevisions.None;
    }

    /// <summary>Remembers what is known of a finding now.</summary>
    public void Remember(UInt128 key, LandedRevisions revisions, TimeSpan now)
    {
        var newest = _generations.LastOrDefault();
        if (newest is null || newest.Start + _span <= now || newest.Findings.Count >= _perGeneration)
        {
            // Under a steady load one generation is about as large as the last: a table that grows by doubling would take up to twice as much.
            newest = new Generation(now, new Dictionary<UInt128, LandedRevisions>(newest?.Findings.Count ?? 0));
            _generations.Add(newest);
            _generations.RemoveAll(generation => IsOver(generation, now));
            if (_generations.Count > Parts + 1)
            {
                _generations.RemoveAt(0);
            }
        }

        newest.Findings[key] = revisions;
    }

    // Its youngest finding may have landed at the very end of its span.
    private bool IsOver(Generation generation, TimeSpan now) => generation.Start + _span + lifetime <= now;

    private sealed record Generation(TimeSpan Start, Dictionary<UInt128, LandedRevisions> Findings);
}
