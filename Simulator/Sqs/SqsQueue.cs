namespace OrleansDefender.Simulator.Sqs;

/// <summary>A queue as memory has it: which messages there are, which of them are visible, and who waits for one.</summary>
/// <remarks>
/// Thread-safe: one lock, never held while waiting. Per message it holds about a hundred bytes, whatever the body. Visible messages are ordered by sending, hidden
/// ones by the time they appear, so nothing scans. Until when a message is hidden is in the database as well: what was in flight is so after a restart.
/// </remarks>
internal sealed class SqsQueue : IDisposable
{
    /// <summary>Messages that may be in flight at once. Source: SQS quotas, standard queues; high.</summary>
    public const int MostInFlight = 120_000;

    private const int MostWaiters = 1000;

    /// <summary>How many dead and expired messages one look takes out, so that it ends soon.</summary>
    private const int MostRemovals = 1000;

    private readonly Lock _lock = new();
    private readonly MessageHeap _visible = new(static m => m.Number);
    private readonly MessageHeap _hidden = new(static m => m.VisibleAt);
    private readonly Dictionary<long, QueuedMessage> _received = [];
    private readonly LinkedList<TaskCompletionSource> _waiters = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _delayed;
    private bool _isDeleted;

    public SqsQueue(long id, string account, string region, string name, QueueSettings settings, long createdAt, long modifiedAt, TimeProvider time)
    {
        Id = id;
        Account = account;
        Region = region;
        Name = name;
        Settings = settings;
        CreatedAt = createdAt;
        ModifiedAt = modifiedAt;
        _time = time;
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Its number in the database; never used again.</summary>
    public long Id { get; }

    /// <summary>Its account.</summary>
    public string Account { get; }

    /// <summary>Its Region.</summary>
    public string Region { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its attributes that can be set.</summary>
    public QueueSettings Settings { get; set; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>When it was created, in epoch seconds.</summary>
    public long CreatedAt { get; }

    /// <summary>When its attributes were last set, in epoch seconds.</summary>
    public long ModifiedAt { get; set; }

    /// <summary>When it was last purged in this run.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    /// <summary>Its ARN.</summary>
    public string Arn => ArnOf(Account, Region, Name);

    /// <summary>How many receives wait for a message.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The ARN of a queue; the partition follows from the Region.</summary>
    public static string ArnOf(string account, string region, string name)
    {
        var partition = region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
        return $"arn:{partition}:sqs:{region}:{account}:{name}";
    }

    /// <summary>Approximate numbers of visible, in-flight and delayed messages.</summary>
    public (int Visible, int InFlight, int Delayed) Count()
    {
        lock (_lock)
        {
            Surface(Now);
            return (_visible.Count, _hidden.Count - _delayed, _delayed);
        }
    }

    /// <summary>Adds messages that are stored already, and wakes who waits for them.</summary>
    public void Add(IReadOnlyList<QueuedMessage> messages)
    {
        lock (_lock)
        {
            var now = Now;
            foreach (var message in messages)
            {
                if (message.VisibleAt > now)
                {
                    // What was received is in flight, after a restart as before it.
                    message.IsDelayed = message.Receives == 0;
                    Hide(message, message.VisibleAt);
                }
                else
                {
                    Show(message);
                }

                if (message.Receives > 0)
                {
                    _received[message.Number] = message;
                }
            }

            Wake();
        }
    }

    /// <summary>Takes up to <paramref name="most"/> visible messages, the oldest first, and hides them.</summary>
    /// <param name="most">How many to hand out.</param>
    /// <param name="visibility">For how long they are hidden.</param>
    /// <param name="maxReceiveCount">More receives than that make a message dead; <see langword="null"/> = no limit.</param>
    /// <param name="wait">Whether to register a waiter where there is nothing.</param>
    /// <param name="pick">Fault "reorder": picks the place of the next message among so many; <see langword="null"/> = the oldest.</param>
    /// <param name="isDuplicate">Fault "duplicate": whether this delivery leaves its message visible.</param>
    /// <exception cref="Http.AwsErrorException">The queue was deleted meanwhile, or too many wait.</exception>
    public Taken Take(int most, TimeSpan visibility, int? maxReceiveCount, bool wait, Func<int, int>? pick, Func<bool> isDuplicate)
    {
        var deliveries = new List<Delivery>(most);
        var dead = new List<QueuedMessage>();
        var expired = new List<QueuedMessage>();
        lock (_lock)
        {
            if (_isDeleted)
            {
                throw SqsErrors.QueueDoesNotExist();
            }

            var now = Now;
            Surface(now);
            var room = MostInFlight - (_hidden.Count - _delayed);
            var oldest = now - (long)Settings.Retention.TotalMilliseconds;
            var again = new List<QueuedMessage>();
            while (deliveries.Count < Math.Min(most, room) && _visible.Count > 0 && dead.Count + expired.Count < MostRemovals)
            {
                var message = pick is null ? _visible.First : _visible.Items[pick(_visible.Count)];
                _visible.Remove(message);
                if (message.SentAt <= oldest)
                {
                    _received.Remove(message.Number);
                    expired.Add(message);
                }
                else if (message.Receives >= maxReceiveCount)
                {
                    _received.Remove(message.Number);
                    dead.Add(message);
                }
                else
                {
                    message.Receives++;
                    message.ReceivedAt = now;
                    message.FirstReceivedAt = message.FirstReceivedAt == 0 ? now : message.FirstReceivedAt;
                    _received[message.Number] = message;
                    var visibleAt = visibility <= TimeSpan.Zero || isDuplicate() ? 0 : now + (long)visibility.TotalMilliseconds;
                    deliveries.Add(new Delivery(message, message.Receives, message.FirstReceivedAt, now, visibleAt));
                    if (visibleAt == 0)
                    {
                        again.Add(message);
                    }
                    else
                    {
                        Hide(message, visibleAt);
                    }
                }
            }

            foreach (var message in again)
            {
                Show(message);
            }

            if (deliveries.Count + dead.Count + expired.Count > 0)
            {
                Wake();
                return new Taken(deliveries, dead, expired, null, false);
            }

            return new Taken(deliveries, dead, expired, wait ? Join() : null, room <= 0);
        }
    }

    /// <summary>Ends a wait, however it ended; a signal that came and was not used goes to the next.</summary>
    public void Leave(TaskCompletionSource waiter)
    {
        lock (_lock)
        {
            if (!_waiters.Remove(waiter))
            {
                Wake();
            }
        }
    }

    /// <summary>Puts back what was taken, as if it had not been: its commit failed.</summary>
    public void PutBack(Taken taken)
    {
        lock (_lock)
        {
            foreach (var delivery in taken.Deliveries.Where(d => d.Message.Receives == d.Receives))
            {
                delivery.Message.Receives--;
                Reveal(delivery.Message);
            }

            foreach (var message in taken.Dead.Concat(taken.Expired))
            {
                if (message.Receives > 0)
                {
                    _received[message.Number] = message;
                }

                Show(message);
            }

            Wake();
        }
    }

    /// <summary>Makes deliveries visible at once whose receiver has gone; their receive counts stay.</summary>
    public void Release(IReadOnlyList<Delivery> deliveries)
    {
        lock (_lock)
        {
            foreach (var delivery in deliveries.Where(d => d.Message.Receives == d.Receives))
            {
                Reveal(delivery.Message);
            }

            Wake();
        }
    }

    /// <summary>Forgets messages that turned out to have no row: they were purged while they were being sent.</summary>
    public void Forget(QueuedMessage message)
    {
        lock (_lock)
        {
            Remove(message);
        }
    }

    /// <summary>Takes the message of a handle out; <see langword="null"/> where it is gone, or was received again since.</summary>
    /// <remarks>An outdated handle deletes nothing and is no error. Source: SQS API reference, DeleteMessage; high.</remarks>
    public QueuedMessage? TakeOut(ReceiptHandle handle)
    {
        lock (_lock)
        {
            if (!_received.TryGetValue(handle.Message, out var message) || message.Receives != handle.Receive)
            {
                return null;
            }

            Remove(message);
            return message;
        }
    }

    /// <summary>Changes when the message of a handle becomes visible, counted from now.</summary>
    /// <remarks>Source: SQS API reference, ChangeMessageVisibility (in flight only; at most 12 hours from the receive); high. The error for a message that is gone; medium.</remarks>
    /// <returns>Until when it is hidden, in epoch milliseconds; 0 = it is visible.</returns>
    /// <exception cref="Http.AwsErrorException">The message is gone, not in flight, or hidden for too long in all.</exception>
    public long ChangeVisibility(ReceiptHandle handle, TimeSpan visibility)
    {
        lock (_lock)
        {
            var now = Now;
            Surface(now);
            if (!_received.TryGetValue(handle.Message, out var message))
            {
                throw SqsErrors.InvalidValue("ReceiptHandle", "Message does not exist or is not available for visibility timeout change.");
            }

            if (!message.IsHidden || message.Receives != handle.Receive)
            {
                throw SqsErrors.MessageNotInflight();
            }

            var visibleAt = now + (long)visibility.TotalMilliseconds;
            if (visibleAt > message.ReceivedAt + 43_200_000)
            {
                throw SqsErrors.InvalidValue("VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
            }

            _hidden.Remove(message);
            if (visibility <= TimeSpan.Zero)
            {
                visibleAt = 0;
                Show(message);
            }
            else
            {
                Hide(message, visibleAt);
            }

            Wake();
            return visibleAt;
        }
    }

    /// <summary>Takes all messages out and returns them.</summary>
    public IReadOnlyList<QueuedMessage> Clear()
    {
        lock (_lock)
        {
            QueuedMessage[] all = [.. _visible.Items, .. _hidden.Items];
            _visible.Clear();
            _hidden.Clear();
            _received.Clear();
            _delayed = 0;
            return all;
        }
    }

    /// <summary>The queue is deleted: who waits is told.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isDeleted = true;
            foreach (var waiter in _waiters)
            {
                waiter.TrySetResult();
            }

            _waiters.Clear();
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private TaskCompletionSource Join()
    {
        if (_waiters.Count >= MostWaiters)
        {
            throw SqsErrors.OverLimit("Too many receives wait on this queue.");
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.AddLast(waiter);
        Schedule();
        return waiter;
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            Surface(Now);
            Wake();
        }
    }

    /// <summary>Signals as many waiters as there are visible messages, and sees to it that hidden ones are noticed when they appear.</summary>
    private void Wake()
    {
        for (var left = _visible.Count; left > 0 && _waiters.First is { } first; left--)
        {
            _waiters.RemoveFirst();
            first.Value.TrySetResult();
        }

        Schedule();
    }

    private void Schedule()
    {
        if (_waiters.Count > 0 && _hidden.Count > 0 && !_isDeleted)
        {
            // At least a millisecond: a timer may fire a little before its time.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, _hidden.First.VisibleAt - Now)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Surface(long now)
    {
        while (_hidden.Count > 0 && _hidden.First.VisibleAt <= now)
        {
            Reveal(_hidden.First);
        }
    }

    private void Reveal(QueuedMessage message)
    {
        // In no heap: it was purged or deleted meanwhile.
        if (message.IsHidden && message.HeapIndex >= 0)
        {
            _hidden.Remove(message);
            if (message.IsDelayed)
            {
                message.IsDelayed = false;
                _delayed--;
            }

            Show(message);
        }
    }

    private void Show(QueuedMessage message)
    {
        message.IsHidden = false;
        _visible.Add(message);
    }

    private void Hide(QueuedMessage message, long until)
    {
        message.IsHidden = true;
        message.VisibleAt = until;
        _hidden.Add(message);
        if (message.IsDelayed)
        {
            _delayed++;
        }
    }

    private void Remove(QueuedMessage message)
    {
        _received.Remove(message.Number);
        if (message.HeapIndex < 0)
        {
            return;
        }

        if (message.IsHidden)
        {
            _hidden.Remove(message);
            if (message.IsDelayed)
            {
                _delayed--;
            }
        }
        else
        {
            _visible.Remove(message);
        }
    }
}
