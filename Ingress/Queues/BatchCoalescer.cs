namespace OrleansDefender.Ingress.Queues;

/// <summary>
/// Puts entries of concurrent callers together into batch calls of at most ten, tries failed ones again, and tells each caller of its own.
/// </summary>
/// <remarks>
/// Nothing waits for company: a first entry goes at once, and what arrives while calls are under way goes together in the next; full batches get calls of
/// their own, up to a limit. There is no separate bound on the entries that wait: each is awaited by its caller, and the callers are bounded by the messages in flight.
/// </remarks>
internal sealed class BatchCoalescer<T>(
    Func<IReadOnlyList<T>, CancellationToken, Task<IReadOnlyList<BatchFault?>>> send,
    Func<T, int> measure,
    BatchLimits limits,
    TimeProvider time,
    CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _waiting = new();
    private int _senders;

    /// <summary>Hands entries over. Each task ends when its entry was accepted by the service, or fails with the reason why it was not.</summary>
    public IReadOnlyList<Task> Submit(IReadOnlyList<T> items)
    {
        var entries = items.Select(item => new Entry(item)).ToList();
        Enqueue(entries);
        return [.. entries.Select(entry => entry.Done.Task)];
    }

    private void Enqueue(IReadOnlyList<Entry> entries)
    {
        var started = 0;
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _waiting.Enqueue(entry);
            }

            var uncovered = _waiting.Count;
            while (uncovered > 0 && _senders < limits.MaxSenders && (_senders == 0 || uncovered >= limits.MaxEntries))
            {
                _senders++;
                started++;
                uncovered -= limits.MaxEntries;
            }
        }

        for (; started > 0; started--)
        {
            // Ends by itself when nothing waits; catches everything; its entries' tasks tell their callers.
            _ = SendWaitingAsync();
        }
    }

    private async Task SendWaitingAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                var faults = await send([.. batch.Select(entry => entry.Item)], stopping);
                Settle(batch, index => faults[index], null);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                batch.ForEach(entry => entry.Done.TrySetCanceled(stopping));
            }
            catch (Exception exception)
            {
                var fault = new BatchFault(exception.GetType().Name, Permanent: false);
                Settle(batch, _ => fault, exception);
            }
        }
    }

    private List<Entry> TakeBatch()
    {
        lock (_lock)
        {
            var batch = new List<Entry>(limits.MaxEntries);
            var bytes = 0L;
            while (batch.Count < limits.MaxEntries && _waiting.TryPeek(out var next))
            {
                bytes += measure(next.Item);
                if (batch.Count > 0 && bytes > limits.MaxBytes)
                {
                    break;
                }

                batch.Add(_waiting.Dequeue());
            }

            if (batch.Count == 0)
            {
                _senders--;
            }

            return batch;
        }
    }

    private void Settle(List<Entry> batch, Func<int, BatchFault?> faultOf, Exception? cause)
    {
        List<Entry>? again = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var entry = batch[i];
            if (faultOf(i) is not { } fault)
            {
                entry.Done.TrySetResult();
            }
            else if (fault.Permanent || ++entry.Failures >= limits.MaxAttempts)
            {
                entry.Done.TrySetException(new BatchEntryException(fault.Code, cause));
            }
            else
            {
                (again ??= []).Add(entry);
            }
        }

        if (again is not null)
        {
            _ = EnqueueLaterAsync(again);
        }
    }

    private async Task EnqueueLaterAsync(List<Entry> entries)
    {
        try
        {
            await Task.Delay(Backoff.After(entries.Max(entry => entry.Failures), limits.FirstDelay, limits.LongestDelay), time, stopping);
            Enqueue(entries);
        }
        catch (OperationCanceledException)
        {
            entries.ForEach(entry => entry.Done.TrySetCanceled(stopping));
        }
    }

    private sealed class Entry(T item)
    {
        public T Item { get; } = item;

        public int Failures { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
