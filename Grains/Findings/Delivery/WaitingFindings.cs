using System.Diagnostics.CodeAnalysis;

namespace OrleansDefender.Findings.Delivery;

/// <summary>The findings on their way, by Id and, where they wait for a call, in order. Bounded by count and by bytes, those in calls included.</summary>
internal sealed class WaitingFindings(int maxCount, long maxBytes)
{
    private readonly Dictionary<string, WaitingFinding> _all = new(StringComparer.Ordinal);
    private readonly SortedSet<WaitingFinding> _queue = new(WaitingOrder.Instance);
    private long _bytes;
    private long _sequence;

    /// <summary>The findings on their way.</summary>
    public int Count => _all.Count;

    /// <summary>The findings that wait for a call, the most urgent first.</summary>
    public IEnumerable<WaitingFinding> InOrder => _queue;

    /// <summary>Finds one by Id.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out WaitingFinding? finding) => _all.TryGetValue(id, out finding);

    /// <summary>Adds a finding; where it is full, less urgent ones make room.</summary>
    /// <param name="hash">The hash of its Id.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="size">The content's size in an import.</param>
    /// <param name="landed">What is in the hub of it.</param>
    /// <param name="displaced">Receives those that had to go; their waiters are still to be answered.</param>
    /// <returns>The finding, or <see langword="null"/> where there is no room for it.</returns>
    public WaitingFinding? TryAdd(UInt128 hash, FindingSnapshot snapshot, int size, LandedRevisions landed, List<WaitingFinding> displaced)
    {
        if (!MakeRoom(1, size, WaitingFinding.RankOf(snapshot), displaced))
        {
            return null;
        }

        var finding = new WaitingFinding(hash, _sequence++, snapshot, size, landed);
        _all.Add(finding.Id, finding);
        _queue.Add(finding);
        _bytes += size;
        return finding;
    }

    /// <summary>Takes another snapshot of a finding in.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryMerge(WaitingFinding finding, FindingSnapshot snapshot, int size, List<WaitingFinding> displaced)
    {
        var growth = snapshot.Revision > finding.Snapshot.Revision ? size - finding.Size : 0;
        var queued = _queue.Remove(finding);
        var fits = growth <= 0 || MakeRoom(0, growth, WaitingFinding.RankOf(snapshot), displaced);
        if (fits)
        {
            _bytes -= finding.Size;
            finding.Merge(snapshot, size);
            _bytes += finding.Size;
        }

        if (queued)
        {
            // Removed before the merge and added after it: the merge may change its place in the order.
            _queue.Add(finding);
        }

        return fits;
    }

    /// <summary>Takes a finding out of the order, into a call.</summary>
    public void TakeIntoCall(WaitingFinding finding)
    {
        _queue.Remove(finding);
        finding.InFlight = true;
    }

    /// <summary>Puts a finding whose call has ended back into the order.</summary>
    public void PutBack(WaitingFinding finding)
    {
        finding.InFlight = false;
        _queue.Add(finding);
    }

    /// <summary>Forgets a finding.</summary>
    public void Remove(WaitingFinding finding)
    {
        if (_all.Remove(finding.Id))
        {
            _queue.Remove(finding);
            _bytes -= finding.Size;
        }
    }

    private bool MakeRoom(int count, int bytes, Severity rank, List<WaitingFinding> displaced)
    {
        while (_all.Count + count > maxCount || _bytes + bytes > maxBytes)
        {
            // Of the least urgent the youngest: it has waited least.
            var least = _queue.Max;
            if (least is null || least.Rank >= rank)
            {
                return false;
            }

            Remove(least);
            displaced.Add(least);
        }

        return true;
    }
}
