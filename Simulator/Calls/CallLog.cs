namespace OrleansDefender.Simulator.Calls;

/// <summary>The calls since the start or the last reset: totals per operation, and the latest calls one by one.</summary>
/// <remarks>Thread-safe and bounded. Not kept over a restart.</remarks>
internal sealed class CallLog
{
    /// <summary>How many calls are kept one by one.</summary>
    public const int Kept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<CallRecord> _latest = new();
    private readonly Dictionary<(string Service, string Operation), OperationTotals> _totals = [];

    /// <summary>Adds a call.</summary>
    public void Add(CallRecord call)
    {
        lock (_lock)
        {
            if (_latest.Count == Kept)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(call);

            // Bounded: operations are those the services know, and "unknown".
            if (!_totals.TryGetValue((call.Service, call.Operation), out var totals))
            {
                totals = new OperationTotals(call.Service, call.Operation);
                _totals.Add((call.Service, call.Operation), totals);
            }

            totals.Add(call);
        }
    }

    /// <summary>Reads both under one lock, so that they agree.</summary>
    public T Read<T>(Func<IReadOnlyCollection<OperationTotals>, IEnumerable<CallRecord>, T> read)
    {
        lock (_lock)
        {
            return read(_totals.Values, _latest);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _latest.Clear();
            _totals.Clear();
        }
    }
}
