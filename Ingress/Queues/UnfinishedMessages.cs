namespace OrleansDefender.Ingress.Queues;

/// <summary>Remembers which messages were received here and not deleted yet, to tell the age of the oldest.</summary>
/// <remarks>
/// Bounded: beyond its capacity newcomers are not remembered, which errs towards the old ones that matter. A message that was given back and has not been
/// seen for a while is forgotten, since another process may have finished it.
/// </remarks>
internal sealed class UnfinishedMessages(TimeProvider time)
{
    private const int Capacity = 20_000;

    // The longest redelivery delay is 5 minutes: what waits here is seen again sooner than this.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset SentAt, DateTimeOffset SeenAt)> _messages = new(StringComparer.Ordinal);

    public void Seen(ReceivedMessage message)
    {
        if (message.SentAt is not { } sent)
        {
            return;
        }

        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_messages.Count < Capacity || _messages.ContainsKey(message.MessageId))
            {
                _messages[message.MessageId] = (sent, now);
            }
            else
            {
                Sweep(now);
            }
        }
    }

    public void Finished(ReceivedMessage message)
    {
        lock (_lock)
        {
            _messages.Remove(message.MessageId);
        }
    }

    /// <summary>The age of the oldest, or <see langword="null"/> where there is none.</summary>
    public TimeSpan? OldestAge()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Sweep(now);
            return _messages.Count == 0 ? null : now - _messages.Values.Min(message => message.SentAt);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (id, message) in _messages)
        {
            if (now - message.SeenAt > Forgotten)
            {
                _messages.Remove(id);
            }
        }
    }
}
