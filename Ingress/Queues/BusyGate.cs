namespace OrleansDefender.Ingress.Queues;

/// <summary>
/// Keeps a pump from receiving while all that its messages need is busy: for 1 s first, twice as long each time it still is, 15 s at most. While only one of several
/// needs is busy, its messages wait and the others go on.
/// </summary>
/// <remarks>
/// Nothing tells what the messages need that were not received yet. So needs that are known beforehand count as served until they turn out to be busy: else the
/// backlog of another would keep their messages from ever being received.
/// </remarks>
internal sealed class BusyGate(PumpHealth health, TimeProvider time, IReadOnlyList<string> known)
{
    // One for each account and Region that deliveries go to. Past this many the one that was not heard of longest is forgotten.
    private const int MostNeeds = 1_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    // What no message has needed for so long neither keeps a pump going nor shows in its health. Longer than any message rests before it comes again.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Need> _needs = known.ToDictionary(static needed => needed, static _ => new Need { IsKnown = true }, StringComparer.Ordinal);

    /// <summary>Something was busy. Answers how long it is expected to be, which is how long the message may wait.</summary>
    /// <param name="needed">What the message needed.</param>
    /// <param name="reason">Why it is busy, for people.</param>
    public TimeSpan Close(string needed, string reason)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_needs.TryGetValue(needed, out var need))
            {
                need = Add(needed);
            }

            // Of the many batches that were under way together only the first counts: they all met the same moment.
            if (now >= need.Until)
            {
                need.Refusals++;
                need.Until = now + Backoff.After(need.Refusals, Shortest, Longest);
            }

            (need.Reason, need.SeenAt) = (reason, now);
            Tell(now);
            return need.Until - now;
        }
    }

    /// <summary>Something got through.</summary>
    /// <param name="needed">What the message needed; <see langword="null"/> where it turned out to need nothing.</param>
    public void Open(string? needed)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var need = _needs.GetValueOrDefault(needed ?? "") ?? (needed is null ? null : Add(needed));
            if (need is not null)
            {
                (need.Refusals, need.Until, need.SeenAt) = (0, default, now);
            }

            Tell(now);
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
            return _needs.Count == 0 ? TimeSpan.Zero : _needs.Values.Min(static need => need.Until) - time.GetUtcNow();
        }
    }

    private Need Add(string needed)
    {
        if (_needs.Count >= MostNeeds)
        {
            _needs.Remove(_needs.Where(static entry => !entry.Value.IsKnown).MinBy(static entry => entry.Value.SeenAt).Key);
        }

        return _needs[needed] = new Need();
    }

    private void Tell(DateTimeOffset now)
    {
        foreach (var (needed, need) in _needs)
        {
            if (now - need.SeenAt <= Remembered)
            {
                continue;
            }

            if (need.IsKnown)
            {
                (need.Refusals, need.Until) = (0, default);
            }
            else
            {
                _needs.Remove(needed);
            }
        }

        if (_needs.Values.FirstOrDefault(static need => need.Refusals > 0) is { } busy)
        {
            health.BecameBusy(now, busy.Reason);
        }
        else
        {
            health.NoLongerBusy();
        }
    }

    private sealed class Need
    {
        public bool IsKnown { get; init; }

        public int Refusals { get; set; }

        public DateTimeOffset Until { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public string Reason { get; set; } = "";
    }
}
