namespace OrleansDefender.Findings.Delivery;

/// <summary>Remembers for some time what has landed, so that a slow older delivery neither lands after a newer one nor costs a call.</summary>
/// <remarks>
/// Keyed by a 128-bit hash of the finding's Id: sixteen bytes instead of up to a kilobyte, and two findings of one hash are not to be expected before
/// 10^18 findings. Bounded: at a full quota of <c>rate</c> calls of 100 findings, <c>rate × 100 × 600</c> findings land in ten minutes; that is the capacity
/// to give it (600,000 at AWS's rate, some 50 MB at the very worst). Beyond it the oldest is forgotten early, which costs a repeated import and nothing else.
/// </remarks>
internal sealed class LandedMemory(int capacity, TimeSpan lifetime)
{
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly Queue<(UInt128 Key, TimeSpan At)> _ages = new();

    /// <summary>The findings it remembers.</summary>
    public int Count => _entries.Count;

    /// <summary>What is known of a finding.</summary>
    public LandedRevisions Find(UInt128 key, TimeSpan now) =>
        _entries.TryGetValue(key, out var entry) && entry.At + lifetime > now ? entry.Revisions : LandedRevisions.None;

    /// <summary>Remembers what is known of a finding now.</summary>
    public void Remember(UInt128 key, LandedRevisions revisions, TimeSpan now)
    {
        _entries[key] = new Entry(revisions, now);
        _ages.Enqueue((key, now));
        while (_ages.TryPeek(out var oldest) && (oldest.At + lifetime <= now || _ages.Count > capacity))
        {
            _ages.Dequeue();
            // A finding that landed again since has a younger place in the queue.
            if (_entries.TryGetValue(oldest.Key, out var entry) && entry.At == oldest.At)
            {
                _entries.Remove(oldest.Key);
            }
        }
    }

    private readonly record struct Entry(LandedRevisions Revisions, TimeSpan At);
}
