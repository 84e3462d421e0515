namespace OrleansDefender.Ingress.Queues;

/// <summary>Keeps a pump from receiving while what its messages need is busy: for 1 s first, twice as long each time it still is, 15 s at most.</summary>
internal sealed class BusyGate(PumpHealth health, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _refusals;
    private DateTimeOffset _until;

    /// <summary>Something was busy. Answers how long the pump pauses from now on, which is also how long the message may wait.</summary>
    public TimeSpan Close(string reason)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();

            // Of the many batches that were under way together only the first counts: they all met the same moment.
            if (now >= _until)
            {
                _refusals++;
                _until = now + Backoff.After(_refusals, Shortest, Longest);
            }

            health.BecameBusy(now, reason);
            return _until - now;
        }
    }

    /// <summary>Something got through.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _refusals = 0;
            _until = default;
            health.NoLongerBusy();
        }
    }

    /// <summary>Waits while the pump pauses.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        while (Remaining() is { Ticks: > 0 } remaining)
        {
            await Task.Delay(remaining, time, cancellationToken);
        }
    }

    private TimeSpan Remaining()
    {
        lock (_lock)
        {
            return _until - time.GetUtcNow();
        }
    }
}
