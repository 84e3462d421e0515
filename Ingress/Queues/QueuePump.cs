using System.Collections.Concurrent;
using System.Globalization;

using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Logging;

namespace OrleansDefender.Ingress.Queues;

/// <summary>Reads one queue: receives batches, has them handled, and deletes, gives back or dead-letters each message as its handler says.</summary>
/// <remarks>
/// A message is deleted only after its handler said that its consequences are durable. Nothing but <see cref="StopAsync"/> ends the pump: what fails is
/// logged, waited for and tried again. Memory is bounded by the messages in flight; a receiver goes on receiving while its last batch is being handled.
/// </remarks>
internal sealed partial class QueuePump : IDisposable
{
    /// <summary>The most that SQS hands out in one receive.</summary>
    public const int BatchSize = 10;

    /// <summary>The longest visibility timeout that SQS takes.</summary>
    private const int LongestVisibilitySeconds = 43_200;

    private const int ReleasesAtOnce = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeastRetryDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastAnswerTime = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly PumpOptions _options;
    private readonly IAmazonSQS _sqs;
    private readonly IBatchHandler _handler;
    private readonly PumpHealth _health;
    private readonly PumpCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<string>? _record;

    private readonly QueueAddress _queue;
    private readonly DeadLetterQueue _deadLetters;
    private readonly BusyGate _busy;
    private readonly SlotPool _slots;
    private readonly BatchCoalescer<string> _deletes;
    private readonly ConcurrentDictionary<string, InFlightMessage> _inFlight = new(StringComparer.Ordinal);
    private readonly TimeSpan _visibility;

    private readonly CancellationTokenSource _receiving = new();
    private readonly CancellationTokenSource _polling = new();
    private readonly CancellationTokenSource _handling = new();
    private readonly CancellationTokenSource _extending = new();
    private Task _receivers = Task.CompletedTask;
    private Task _extender = Task.CompletedTask;

    public QueuePump(
        string name,
        PumpOptions options,
        IAmazonSQS sqs,
        IBatchHandler handler,
        PumpHealth health,
        PumpCounters counters,
        TimeProvider time,
        ILogger<QueuePump> logger,
        Action<string>? record = null)
    {
        _name = name;
        _options = options;
        _sqs = sqs;
        _handler = handler;
        _health = health;
        _counters = counters;
        _time = time;
        _logger = logger;
        _record = record;

        _queue = new QueueAddress(sqs, options.QueueName);
        _deadLetters = new DeadLetterQueue(sqs, options.DeadLetterQueueName, options.QueueName);
        _busy = new BusyGate(health, time, handler.Needs);
        _slots = new SlotPool(options.MaxInFlight);
        _deletes = new BatchCoalescer<string>(DeleteAsync, _ => 0, new BatchLimits(), time, _handling.Token);
        _visibility = TimeSpan.FromSeconds(options.VisibilitySeconds);
    }

    /// <summary>Starts receiving. Does not wait for the queue to be there.</summary>
    public void Start()
    {
        var receivers = Enumerable.Range(0, _options.Receivers).Select(_ => Task.Run(() => ReceiveUntilStoppedAsync(_receiving.Token)));
        _receivers = Task.WhenAll(receivers);
        _extender = Task.Run(() => ExtendUntilStoppedAsync(_extending.Token));
        LogStarted(_name, _options.QueueName, _options.Receivers);
    }

    /// <summary>
    /// Asks for no more messages, lets handlers end for a short grace, and makes visible again what they have not finished. Takes less than eight seconds.
    /// </summary>
    /// <remarks>
    /// A receive that is under way gets a second to answer before it is cut off: a queue that has messages answers at once, and messages in an answer that
    /// nobody reads would stay hidden until their visibility is over. A handler that ends later than the grace is not listened to; its messages come again,
    /// here or elsewhere, and repeat what it did.
    /// </remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _receiving.CancelAsync();
        using (var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        using (var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.StopGraceSeconds), _time))
        using (timeout.Token.Register(grace.Cancel))
        {
            try
            {
                await EndReceivesAsync(grace.Token);
                await _slots.TakeAsync(_options.MaxInFlight, grace.Token);
            }
            catch (OperationCanceledException)
            {
                // Time is up: what is still in flight is given back below.
            }
        }

        await _polling.CancelAsync();
        var left = _inFlight.Values.Select(held => held.Message).ToList();
        await _extending.CancelAsync();
        await _handling.CancelAsync();
        await ReleaseAsync(left);
        await _extender;
        LogStopped(_name, left.Count);
    }

    public void Dispose()
    {
        _receiving.Dispose();
        _polling.Dispose();
        _handling.Dispose();
        _extending.Dispose();
        _slots.Dispose();
    }

    private async Task EndReceivesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _receivers.WaitAsync(LastAnswerTime, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Long polls on a queue that has nothing.
            await _polling.CancelAsync();
            await _receivers.WaitAsync(cancellationToken);
        }
    }

    private async Task ReceiveUntilStoppedAsync(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReceiveOnceAsync(stopping);
                failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                _queue.ForgetIf(exception);
                if (_health.Failed(_time.GetUtcNow(), Describe(exception)))
                {
                    LogReceiveFails(_name, _options.QueueName, Describe(exception));
                }

                await Task.Delay(Backoff.After(failures, FirstPause, LongestPause), _time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReceiveOnceAsync(CancellationToken stopping)
    {
        await _busy.PassAsync(stopping);
        await _slots.TakeAsync(BatchSize, stopping);
        var unused = BatchSize;
        try
        {
            var request = new ReceiveMessageRequest
            {
                QueueUrl = await _queue.GetUrlAsync(stopping),
                MaxNumberOfMessages = BatchSize,
                WaitTimeSeconds = _options.WaitSeconds,
                VisibilityTimeout = _options.VisibilitySeconds,
                MessageSystemAttributeNames =
                [
                    MessageSystemAttributeName.SentTimestamp.Value,
                    MessageSystemAttributeName.ApproximateFirstReceiveTimestamp.Value,
                    MessageSystemAttributeName.ApproximateReceiveCount.Value,
                ],
            };
            var answer = await _sqs.ReceiveMessageAsync(request, _polling.Token);
            var now = _time.GetUtcNow();
            if (_health.Received(now))
            {
                LogReceiveWorksAgain(_name, _options.QueueName);
            }

            var batch = Hold(answer.Messages ?? [], now + _visibility);
            if (batch.Count > 0)
            {
                unused -= batch.Count;

                // The receiver goes on; the batch holds its slots until it is settled, and StopAsync waits for the slots.
                _ = ProcessAsync(batch);
            }
        }
        finally
        {
            _slots.Return(unused);
        }
    }

    private List<ReceivedMessage> Hold(List<Message> messages, DateTimeOffset visibleAt)
    {
        var batch = new List<ReceivedMessage>(messages.Count);
        foreach (var message in messages)
        {
            var received = new ReceivedMessage
            {
                MessageId = message.MessageId ?? "",
                ReceiptHandle = message.ReceiptHandle,
                Body = message.Body ?? "",
                SentAt = ReadTime(message, MessageSystemAttributeName.SentTimestamp),
                FirstReceivedAt = ReadTime(message, MessageSystemAttributeName.ApproximateFirstReceiveTimestamp),
                ReceiveCount = (int)Math.Clamp(ReadAttribute(message, MessageSystemAttributeName.ApproximateReceiveCount) ?? 1, 1, int.MaxValue),
            };

            // The same receipt handle twice is the same receive told twice: one of them is enough.
            if (_inFlight.TryAdd(received.ReceiptHandle, new InFlightMessage(received, visibleAt)))
            {
                _counters.Received(received);
                _record?.Invoke(received.Body);
                batch.Add(received);
            }
        }

        return batch;
    }

    private void LetGo(ReceivedMessage message)
    {
        if (_inFlight.TryRemove(message.ReceiptHandle, out _))
        {
            _counters.LetGo();
            _slots.Return(1);
        }
    }

    private async Task ProcessAsync(List<ReceivedMessage> batch)
    {
        await Task.Yield();
        try
        {
            var began = _time.GetTimestamp();
            var verdicts = await HandleAsync(batch);
            IngressMetrics.Handling.Record(
                _time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>(IngressMetrics.PumpAttribute, _name));
            await SettleAsync(batch, verdicts);
        }
        catch (Exception exception)
        {
            // At a stop StopAsync gives them back; otherwise they come again when their visibility is over.
            if (!_handling.IsCancellationRequested)
            {
                LogSettleFailed(_name, batch.Count, Describe(exception));
            }
        }
        finally
        {
            batch.ForEach(LetGo);
        }
    }

    private async Task<IReadOnlyList<MessageVerdict>> HandleAsync(List<ReceivedMessage> batch)
    {
        try
        {
            var verdicts = await _handler.HandleAsync(batch, _handling.Token);
            return verdicts.Count == batch.Count
                ? verdicts
                : throw new InvalidOperationException($"The handler gave {verdicts.Count} verdicts on {batch.Count} messages.");
        }
        catch (Exception exception) when (!_handling.IsCancellationRequested)
        {
            LogHandlerFailed(_name, batch.Count, exception.GetType().Name);
            LogHandlerException(exception, _name);
            if (batch.Count == 1)
            {
                return [MessageVerdict.Retry(Backoff.ForRedelivery(batch[0].ReceiveCount, LeastRetryDelay))];
            }

            // One of them is enough to make the batch fail; the others shall not share its fate.
            var single = await Task.WhenAll(batch.Select(message => HandleAsync([message])));
            return [.. single.Select(verdicts => verdicts[0])];
        }
    }

    private async Task SettleAsync(List<ReceivedMessage> batch, IReadOnlyList<MessageVerdict> verdicts)
    {
        var judged = batch.Zip(verdicts).ToList();
        var done = judged.Where(pair => pair.Second is { Kind: VerdictKind.Done, MeansNothing: false }).Select(pair => pair.First).ToList();
        var ignored = judged.Where(pair => pair.Second is { Kind: VerdictKind.Done, MeansNothing: true }).Select(pair => pair.First).ToList();
        var rests = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var telling = judged.Select(pair => pair.Second).Where(verdict => verdict is { Kind: VerdictKind.Busy or VerdictKind.Done, MeansNothing: false });
        foreach (var need in telling.GroupBy(verdict => verdict.Needed))
        {
            if (need.FirstOrDefault(verdict => verdict.Kind == VerdictKind.Busy) is { } busy)
            {
                rests[need.Key ?? ""] = _busy.Close(need.Key ?? "", busy.Reason);
            }
            else
            {
                _busy.Open(need.Key);
            }
        }

        var again = judged
            .Where(pair => pair.Second.Kind is VerdictKind.Retry or VerdictKind.Busy)
            .Select(pair => (
                Message: pair.First,
                Delay: pair.Second.Kind == VerdictKind.Retry ? pair.Second.Delay : Backoff.ForRedelivery(pair.First.ReceiveCount, rests[pair.Second.Needed ?? ""])))
            .ToList();
        var dead = judged.Where(pair => pair.Second.Kind == VerdictKind.DeadLetter).ToList();

        var work = new List<Task>
        {
            AcknowledgeAsync(done, _counters.Acknowledged),
            AcknowledgeAsync(ignored, _counters.Ignored),
            RetryAsync(again),
        };
        work.AddRange(dead.Select(pair => DeadLetterAsync(pair.First, pair.Second)));
        await Task.WhenAll(work);
    }

    private async Task AcknowledgeAsync(List<ReceivedMessage> messages, Action<ReceivedMessage> count)
    {
        var deletes = _deletes.Submit([.. messages.Select(message => message.ReceiptHandle)]);
        for (var i = 0; i < deletes.Count; i++)
        {
            try
            {
                await deletes[i];
                count(messages[i]);
            }
            catch (BatchEntryException exception)
            {
                // It comes again and repeats what is already done, which harms nobody.
                LogDeleteFailed(_name, exception.Code);
            }

            LetGo(messages[i]);
        }
    }

    private async Task DeadLetterAsync(ReceivedMessage message, MessageVerdict verdict)
    {
        try
        {
            await _deadLetters.SendAsync(message, verdict.Reason, verdict.Detail, _handling.Token);
        }
        catch (Exception exception) when (!_handling.IsCancellationRequested)
        {
            LogDeadLetterFailed(_name, _options.DeadLetterQueueName, verdict.Reason, Describe(exception));
            await RetryAsync([(message, Backoff.ForRedelivery(message.ReceiveCount, LeastRetryDelay))]);
            return;
        }

        LogDeadLettered(_name, message.MessageId, verdict.Reason);
        await AcknowledgeAsync([message], _counters.DeadLettered);
    }

    private async Task RetryAsync(List<(ReceivedMessage Message, TimeSpan Delay)> messages)
    {
        if (messages.Count == 0)
        {
            return;
        }

        foreach (var (message, _) in messages)
        {
            // Before the call, so that no extension overtakes it.
            if (_inFlight.TryGetValue(message.ReceiptHandle, out var held))
            {
                held.IsGivenBack = true;
            }

            _counters.Retried();
        }

        try
        {
            await ChangeVisibilityAsync(messages, _handling.Token);
        }
        catch (Exception exception) when (!_handling.IsCancellationRequested)
        {
            // They come again when their visibility is over.
            LogVisibilityFailed(_name, messages.Count, Describe(exception));
        }

        messages.ForEach(entry => LetGo(entry.Message));
    }

    private async Task ExtendUntilStoppedAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_visibility / 4, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await ExtendAsync(stopping);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Stopped, perhaps in the middle of a call.
        }
    }

    private async Task ExtendAsync(CancellationToken stopping)
    {
        var now = _time.GetUtcNow();
        var due = _inFlight.Values.Where(held => !held.IsGivenBack && held.VisibleAt - now <= _visibility / 2).Chunk(BatchSize).ToList();
        await Parallel.ForEachAsync(due, Parallelism(stopping), async (chunk, cancellationToken) =>
        {
            try
            {
                await ChangeVisibilityAsync([.. chunk.Select(held => (held.Message, _visibility))], cancellationToken);
                foreach (var held in chunk)
                {
                    held.VisibleAt = now + _visibility;
                }
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                // The next tick tries again; a message that becomes visible meanwhile is handled twice, which harms nobody.
                LogVisibilityFailed(_name, chunk.Length, Describe(exception));
            }
        });
    }

    private async Task ReleaseAsync(List<ReceivedMessage> messages)
    {
        using var timeout = new CancellationTokenSource(ReleaseTime, _time);
        try
        {
            await Parallel.ForEachAsync(messages.Chunk(BatchSize), Parallelism(timeout.Token), async (chunk, cancellationToken) =>
                await ChangeVisibilityAsync([.. chunk.Select(message => (message, TimeSpan.Zero))], cancellationToken));
        }
        catch (Exception exception)
        {
            // They come again when their visibility is over.
            LogVisibilityFailed(_name, messages.Count, Describe(exception));
        }
    }

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = ReleasesAtOnce, CancellationToken = cancellationToken };

    private async Task ChangeVisibilityAsync(List<(ReceivedMessage Message, TimeSpan Delay)> messages, CancellationToken cancellationToken)
    {
        var request = new ChangeMessageVisibilityBatchRequest
        {
            QueueUrl = await _queue.GetUrlAsync(cancellationToken),
            Entries = [.. messages.Select((entry, index) => new ChangeMessageVisibilityBatchRequestEntry
            {
                Id = BatchEntries.Id(index),
                ReceiptHandle = entry.Message.ReceiptHandle,
                VisibilityTimeout = (int)Math.Clamp(Math.Ceiling(entry.Delay.TotalSeconds), 0, LongestVisibilitySeconds),
            })],
        };

        // Failed entries are those of messages that are deleted or visible already: nothing is left to do for them.
        await _sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken);
    }

    private async Task<IReadOnlyList<BatchFault?>> DeleteAsync(IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
    {
        var request = new DeleteMessageBatchRequest
        {
            QueueUrl = await _queue.GetUrlAsync(cancellationToken),
            Entries = [.. receiptHandles.Select((handle, index) => new DeleteMessageBatchRequestEntry(BatchEntries.Id(index), handle))],
        };
        var answer = await _sqs.DeleteMessageBatchAsync(request, cancellationToken);
        return BatchEntries.ReadFaults(receiptHandles.Count, answer.Failed);
    }

    private static DateTimeOffset? ReadTime(Message message, MessageSystemAttributeName name) =>
        ReadAttribute(message, name) is { } milliseconds and > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static long? ReadAttribute(Message message, MessageSystemAttributeName name) =>
        message.Attributes is { } attributes && attributes.TryGetValue(name.Value, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string Describe(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => code,
        { InnerException: { } inner } => $"{exception.GetType().Name} ({inner.GetType().Name})",
        _ => exception.GetType().Name,
    };

    [LoggerMessage(LogLevel.Information, "{Pump} pump reads {Queue} with {Receivers} receivers.", EventName = "PumpStarted")]
    private partial void LogStarted(string pump, string queue, int receivers);

    [LoggerMessage(LogLevel.Information, "{Pump} pump stopped; {Released} unfinished messages were given back.", EventName = "PumpStopped")]
    private partial void LogStopped(string pump, int released);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump cannot receive from {Queue}: {Error}. It keeps trying.", EventName = "ReceiveFails")]
    private partial void LogReceiveFails(string pump, string queue, string error);

    [LoggerMessage(LogLevel.Information, "{Pump} pump receives from {Queue} again.", EventName = "ReceiveWorksAgain")]
    private partial void LogReceiveWorksAgain(string pump, string queue);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump: the handler failed on {Count} messages with {Error}; they are tried again.", EventName = "HandlerFailed")]
    private partial void LogHandlerFailed(string pump, int count, string error);

    [LoggerMessage(LogLevel.Debug, "{Pump} pump: the handler's exception.", EventName = "HandlerException")]
    private partial void LogHandlerException(Exception exception, string pump);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump could not settle {Count} messages: {Error}. They come again.", EventName = "SettleFailed")]
    private partial void LogSettleFailed(string pump, int count, string error);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump could not delete a message: {Error}. It comes again.", EventName = "DeleteFailed")]
    private partial void LogDeleteFailed(string pump, string error);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump dead-lettered message {MessageId}: {Reason}.", EventName = "DeadLettered")]
    private partial void LogDeadLettered(string pump, string messageId, string reason);

    [LoggerMessage(
        LogLevel.Error, "{Pump} pump could not send to {Queue} what was refused as {Reason}: {Error}. It comes again.", EventName = "DeadLetterFailed")]
    private partial void LogDeadLetterFailed(string pump, string queue, string reason, string error);

    [LoggerMessage(LogLevel.Warning, "{Pump} pump could not change the visibility of {Count} messages: {Error}.", EventName = "VisibilityFailed")]
    private partial void LogVisibilityFailed(string pump, int count, string error);
}
