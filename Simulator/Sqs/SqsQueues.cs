using System.Collections.Concurrent;

using Microsoft.Extensions.Hosting;

using OrleansDefender.Simulator.Faults;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>All queues: memory and database together. What a method has answered is durable.</summary>
/// <remarks>
/// Order of things: a send is stored, then shown; a receive is hidden, then its count and its end stored; a delete is taken out, then deleted from the database, and put back
/// where that fails. So a process that is killed in between has answered nothing that is untrue afterwards.
/// </remarks>
internal sealed class SqsQueues(SimDatabase database, FaultBoard faults, SimulatorOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
    : IHostedService, IQueueSender, IDisposable
{
    private const string Service = "sqs";
    private const int MostQueues = 10_000;
    private const int MostPerDeletion = 1000;
    private static readonly TimeSpan RestAfterDelete = TimeSpan.FromSeconds(60);

    private readonly SqsStore _store = new(time);
    private readonly ConcurrentDictionary<QueueKey, SqsQueue> _queues = new();
    private readonly ConcurrentDictionary<QueueKey, DateTimeOffset> _deleted = new();
    private readonly SemaphoreSlim _changes = new(1, 1);
    private long _lastNumber;

    private readonly record struct QueueKey(string Account, string Region, string Name);

    /// <summary>All queues of an account and Region, by name.</summary>
    public IEnumerable<SqsQueue> Of(string account, string region) =>
        _queues.Values.Where(q => q.Account == account && q.Region == region).OrderBy(q => q.Name, StringComparer.Ordinal);

    /// <summary>The queue of that name.</summary>
    /// <exception cref="Http.AwsErrorException">There is none.</exception>
    public SqsQueue Get(string account, string region, string name) => Find(account, region, name) ?? throw SqsErrors.QueueDoesNotExist();

    /// <summary>The queue of that name, if any.</summary>
    public SqsQueue? Find(string account, string region, string name) => _queues.GetValueOrDefault(new QueueKey(account, region, name));

    /// <summary>The queue a redrive policy points to, if it exists. It must be in the account and Region of the source (SQS developer guide; high).</summary>
    public SqsQueue? DeadLettersOf(SqsQueue source) =>
        source.Settings.Redrive is { } redrive ? Of(source.Account, source.Region).FirstOrDefault(q => q.Arn == redrive.DeadLetterArn) : null;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (queues, last) = await database.RunAsync(_store.Load, cancellationToken);
        foreach (var queue in queues)
        {
            _queues[new QueueKey(queue.Account, queue.Region, queue.Name)] = queue;
        }

        // Numbers must never come again, or an old receipt handle could delete a new message: they follow the clock, a thousand to the millisecond.
        _lastNumber = Math.Max(last, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        foreach (var (name, attributes) in DefaultQueues.Of(options))
        {
            if (Find(options.Account, options.Region, name) is null)
            {
                await CreateAsync(options.Account, options.Region, name, attributes, new Dictionary<string, string>(), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }

        _changes.Dispose();
    }

    /// <summary>Creates a queue, or returns the one that is there with the same attributes.</summary>
    /// <remarks>Source: SQS API reference, CreateQueue; high (idempotence compares the attributes that are given; 60 seconds of rest after a deletion).</remarks>
    public async Task<SqsQueue> CreateAsync(
        string account, string region, string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var key = new QueueKey(account, region, name);
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (_queues.TryGetValue(key, out var existing))
            {
                return existing.Settings.FirstDifference(attributes) is { } difference ? throw SqsErrors.QueueNameExists(difference) : existing;
            }

            if (_queues.Count >= MostQueues)
            {
                throw SqsErrors.OverLimit($"The simulator has at most {MostQueues} queues.");
            }

            var settings = QueueSettings.Default.With(attributes);
            RequireDeadLetters(account, region, settings);
            if (_deleted.TryGetValue(key, out var deletedAt) && time.GetUtcNow() - deletedAt < RestAfterDelete)
            {
                throw SqsErrors.QueueDeletedRecently();
            }

            _deleted.TryRemove(key, out _);
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var id = await database.RunAsync(connection => _store.Insert(connection, account, region, name, settings, tags, now), cancellationToken);
            var queue = new SqsQueue(id, account, region, name, settings, now, now, time) { Tags = tags };
            _queues[key] = queue;
            return queue;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Changes attributes and tags.</summary>
    public async Task ChangeAsync(
        SqsQueue queue,
        IReadOnlyDictionary<string, string> attributes,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> retag,
        CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            var settings = queue.Settings.With(attributes);
            if (settings.Redrive != queue.Settings.Redrive)
            {
                RequireDeadLetters(queue.Account, queue.Region, settings);
            }

            var tags = retag(queue.Tags);
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            await database.RunAsync(connection => _store.Update(connection, queue.Id, settings, tags, now), cancellationToken);
            queue.Settings = settings;
            queue.Tags = tags;
            queue.ModifiedAt = now;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Deletes a queue with its messages.</summary>
    public async Task DeleteAsync(SqsQueue queue, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            await database.RunAsync(connection => _store.DeleteQueue(connection, queue.Id), cancellationToken);
            var key = new QueueKey(queue.Account, queue.Region, queue.Name);
            var now = time.GetUtcNow();
            foreach (var (old, deletedAt) in _deleted)
            {
                if (now - deletedAt >= RestAfterDelete)
                {
                    _deleted.TryRemove(old, out _);
                }
            }

            _deleted[key] = now;
            _queues.TryRemove(key, out _);
            queue.Close();
            await DeleteRowsAsync(queue.Clear());
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Deletes all messages of a queue. Source of the 60 seconds: SQS API reference, PurgeQueue; high.</summary>
    public async Task PurgeAsync(SqsQueue queue, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (now - queue.PurgedAt < TimeSpan.FromSeconds(60))
            {
                throw SqsErrors.PurgeQueueInProgress(queue.Name);
            }

            queue.PurgedAt = now;
            await DeleteRowsAsync(queue.Clear());
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <inheritdoc/>
    public Task SendAsync(string account, string region, string queueName, IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        var queue = Get(account, region, queueName);
        foreach (var body in bodies)
        {
            MessageRules.Check(body, null, queue.Settings.MaximumMessageSize);
        }

        // What the fleet sends is no API call, so the faults of calls do not touch it: stories repeat and reorder on their own.
        return StoreAsync(queue, [.. bodies.Select(body => new OutgoingMessage(new StoredMessage(Guid.NewGuid().ToString(), account, body, null, null, null), null))], null, cancellationToken);
    }

    /// <summary>Stores checked messages in one transaction, then shows them.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="operation">The call's name, for the duplicate fault; <see langword="null"/> = no fault.</param>
    /// <param name="cancellationToken">Gives up before the transaction.</param>
    public async Task StoreAsync(SqsQueue queue, IReadOnlyList<OutgoingMessage> messages, string? operation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var queued = new List<QueuedMessage>(messages.Count);
        var contents = new List<StoredMessage>(messages.Count);
        foreach (var message in messages)
        {
            var copies = operation is not null && faults.Strikes(FaultKind.Duplicate, Service, operation) ? 2 : 1;
            for (var i = 0; i < copies; i++)
            {
                var delay = (long)(message.Delay ?? queue.Settings.Delay).TotalMilliseconds;
                queued.Add(new QueuedMessage(Interlocked.Increment(ref _lastNumber), now) { VisibleAt = delay == 0 ? 0 : now + delay });
                contents.Add(message.Content);
            }
        }

        await database.RunAsync(
            connection =>
            {
                for (var i = 0; i < queued.Count; i++)
                {
                    _store.Insert(connection, queue.Id, queued[i], contents[i]);
                }
            },
            cancellationToken);
        queue.Add(queued);
    }

    /// <summary>Receives up to <paramref name="most"/> messages, and waits up to <paramref name="wait"/> for the first.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="visibility">For how long they are hidden.</param>
    /// <param name="wait">How long to wait; zero = not at all.</param>
    /// <param name="cancellationToken">The caller's connection: once it is gone nothing is taken for it, and what was just taken is visible again.</param>
    public async Task<IReadOnlyList<(Delivery Delivery, StoredMessage Content)>> ReceiveAsync(
        SqsQueue queue, int most, TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var deadline = time.GetUtcNow() + wait;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = deadline - time.GetUtcNow();
            var deadLetters = DeadLettersOf(queue);
            var taken = queue.Take(
                most,
                visibility,
                deadLetters is null ? null : queue.Settings.Redrive?.MaxReceiveCount,
                left > TimeSpan.Zero && !stop.IsCancellationRequested,
                faults.Strikes(FaultKind.Reorder, Service, "ReceiveMessage") ? faults.Pick : null,
                () => faults.Strikes(FaultKind.Duplicate, Service, "ReceiveMessage"));
            if (!taken.IsEmpty)
            {
                var received = await CommitAsync(queue, taken, deadLetters);
                if (cancellationToken.IsCancellationRequested)
                {
                    queue.Release(taken.Deliveries);
                    await database.RunAsync(
                        connection =>
                        {
                            foreach (var delivery in taken.Deliveries)
                            {
                                _store.Hide(connection, delivery.Message.Number, delivery.Receives, 0);
                            }
                        },
                        CancellationToken.None);
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (received.Count > 0)
                {
                    return received;
                }
            }
            else if (taken.Waiter is { } waiter)
            {
                await WaitAsync(queue, waiter, left, stop.Token);
            }
            else if (taken.IsOverLimit && wait == TimeSpan.Zero)
            {
                // Source: SQS quotas; high: short polling answers OverLimit, long polling only brings nothing.
                throw SqsErrors.OverLimit($"There are {SqsQueue.MostInFlight} messages in flight.");
            }
            else
            {
                return [];
            }
        }
    }

    /// <summary>Deletes the messages of handles of this queue, in one transaction.</summary>
    public async Task DeleteAsync(SqsQueue queue, IReadOnlyList<ReceiptHandle> handles)
    {
        var messages = handles.Select(queue.TakeOut).OfType<QueuedMessage>().ToList();
        if (messages.Count == 0)
        {
            return;
        }

        try
        {
            // Not cancelled with the caller: the messages are out of memory already.
            await database.RunAsync(
                connection =>
                {
                    foreach (var message in messages)
                    {
                        _store.Delete(connection, message);
                    }
                },
                CancellationToken.None);
        }
        catch
        {
            messages.ForEach(message => message.VisibleAt = 0);
            queue.Add(messages);
            throw;
        }
    }

    /// <summary>Changes visibilities of messages of this queue, in one transaction.</summary>
    /// <remarks>
    /// Memory is changed on the database's thread, so that two changes of one message reach both in the same order. Where the commit fails memory is ahead of the
    /// answer: the message is hidden for another time than its receiver believes, which at-least-once allows.
    /// </remarks>
    /// <param name="queue">The queue.</param>
    /// <param name="changes">Makes the changes by what it is given.</param>
    public Task ChangeVisibilityAsync(SqsQueue queue, Action<Action<ReceiptHandle, TimeSpan>> changes) => database.RunAsync(
        connection => changes((handle, visibility) => _store.Hide(connection, handle.Message, handle.Receive, queue.ChangeVisibility(handle, visibility))),
        CancellationToken.None);

    /// <summary>Deletes rows of messages that are out of memory already, in pieces, so that the other services need not wait for a million of them.</summary>
    private async Task DeleteRowsAsync(IReadOnlyList<QueuedMessage> messages)
    {
        foreach (var piece in messages.Chunk(MostPerDeletion))
        {
            await database.RunAsync(
                connection =>
                {
                    foreach (var message in piece)
                    {
                        _store.Delete(connection, message);
                    }
                },
                CancellationToken.None);
        }
    }

    private async Task WaitAsync(SqsQueue queue, TaskCompletionSource waiter, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            // Rounded up, so that a wait does not end just before its time.
            await waiter.Task.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks once more, without waiting.
        }
        catch (OperationCanceledException)
        {
            // The caller sees whether its own caller has gone, or the simulator stops.
        }
        finally
        {
            queue.Leave(waiter);
        }
    }

    private async Task<IReadOnlyList<(Delivery Delivery, StoredMessage Content)>> CommitAsync(SqsQueue queue, Taken taken, SqsQueue? deadLetters)
    {
        List<(Delivery Delivery, StoredMessage? Content)> received;
        try
        {
            received = await database.RunAsync(
                connection =>
                {
                    foreach (var message in taken.Expired)
                    {
                        _store.Delete(connection, message);
                    }

                    foreach (var message in taken.Dead)
                    {
                        _store.Move(connection, message, deadLetters!.Id, queue.Arn);
                    }

                    return taken.Deliveries.Select(delivery => (delivery, _store.Receive(connection, delivery))).ToList();
                },
                CancellationToken.None);
        }
        catch
        {
            queue.PutBack(taken);
            throw;
        }

        // In a dead-letter queue a message counts its receives anew, and keeps the time it was sent, by which its retention runs (SQS developer guide, standard
        // queues; high for the time, medium for the count).
        if (taken.Dead.Count > 0)
        {
            deadLetters!.Add([.. taken.Dead.Select(message => new QueuedMessage(message.Number, message.SentAt))]);
        }

        var whole = new List<(Delivery Delivery, StoredMessage Content)>(received.Count);
        foreach (var (delivery, content) in received)
        {
            if (content is null)
            {
                queue.Forget(delivery.Message);
            }
            else
            {
                whole.Add((delivery, content));
            }
        }

        return whole;
    }

    private void RequireDeadLetters(string account, string region, QueueSettings settings)
    {
        if (settings.Redrive is { } redrive && !Of(account, region).Any(q => q.Arn == redrive.DeadLetterArn))
        {
            throw SqsErrors.InvalidValue("RedrivePolicy", "Dead letter target does not exist.");
        }
    }
}
