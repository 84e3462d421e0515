namespace OrleansDefender.Ingress.Queues;

/// <summary>Counts what one pump does, here and for the meter.</summary>
internal sealed class PumpCounters(string pump, TimeProvider time)
{
    private readonly UnfinishedMessages _unfinished = new(time);
    private readonly KeyValuePair<string, object?> _tag = new(IngressMetrics.PumpAttribute, pump);
    private long _received;
    private long _acknowledged;
    private long _ignored;
    private long _deadLettered;
    private long _retried;
    private int _inFlight;

    /// <summary>The pump.</summary>
    public string Pump { get; } = pump;

    /// <summary>The counts as they stand.</summary>
    public PumpCounts Read() => new()
    {
        Pump = Pump,
        Received = Interlocked.Read(ref _received),
        Acknowledged = Interlocked.Read(ref _acknowledged),
        Ignored = Interlocked.Read(ref _ignored),
        DeadLettered = Interlocked.Read(ref _deadLettered),
        Retried = Interlocked.Read(ref _retried),
        InFlight = Volatile.Read(ref _inFlight),
        OldestUnfinished = _unfinished.OldestAge(),
    };

    public void Received(ReceivedMessage message)
    {
        Interlocked.Increment(ref _received);
        Interlocked.Increment(ref _inFlight);
        IngressMetrics.Received.Add(1, _tag);
        _unfinished.Seen(message);
    }

    /// <summary>The pump holds the message no longer.</summary>
    public void LetGo() => Interlocked.Decrement(ref _inFlight);

    public void Acknowledged(ReceivedMessage message)
    {
        Interlocked.Increment(ref _acknowledged);
        IngressMetrics.Acknowledged.Add(1, _tag);
        Finished(message);
    }

    /// <summary>Acknowledged too, and meant nothing.</summary>
    public void Ignored(ReceivedMessage message)
    {
        Interlocked.Increment(ref _ignored);
        IngressMetrics.Ignored.Add(1, _tag);
        Acknowledged(message);
    }

    public void DeadLettered(ReceivedMessage message)
    {
        Interlocked.Increment(ref _deadLettered);
        IngressMetrics.DeadLettered.Add(1, _tag);
        Finished(message);
    }

    public void Retried()
    {
        Interlocked.Increment(ref _retried);
        IngressMetrics.Retried.Add(1, _tag);
    }

    private void Finished(ReceivedMessage message)
    {
        _unfinished.Finished(message);
        if (message.SentAt is { } sent)
        {
            IngressMetrics.Age.Record(Math.Max(0, (time.GetUtcNow() - sent).TotalSeconds), _tag);
        }
    }
}
