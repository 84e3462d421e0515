namespace OrleansDefender.Audits;

/// <summary>How many findings a second an import handles, over the last minute.</summary>
internal sealed class ImportRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(long At, int Count)> _samples = new();
    private long _first;

    /// <summary>Counts findings that were handled.</summary>
    public void Add(int count)
    {
        var now = time.GetTimestamp();
        if (_samples.Count == 0)
        {
            _first = now;
        }

        _samples.Enqueue((now, count));
        Forget(now);
    }

    /// <summary>Findings a second.</summary>
    public double PerSecond()
    {
        var now = time.GetTimestamp();
        Forget(now);
        var span = time.GetElapsedTime(_first, now);
        var seconds = (span < Window ? span : Window).TotalSeconds;
        return _samples.Count == 0 || seconds < 1 ? 0 : _samples.Sum(static sample => sample.Count) / seconds;
    }

    private void Forget(long now)
    {
        while (_samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) > Window)
        {
            _samples.Dequeue();
        }
    }
}
