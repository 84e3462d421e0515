using OrleansDefender.Ingress.Queues;

namespace OrleansDefender.Ingress.Events;

/// <summary>The messages of one call with what has been decided of each, and how the grains answered.</summary>
/// <remarks>
/// A message is done when all its parts are; one that has to come again brings all of them again. A part that nobody judged makes it come again. Thread-safe.
/// </remarks>
internal sealed class EventBatch
{
    private static readonly TimeSpan LeastRetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly MessageVerdict?[] _verdicts;
    private readonly int[] _parts;
    private readonly bool[] _hasFailed;
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    public EventBatch(IReadOnlyList<ReceivedMessage> messages)
    {
        Messages = messages;
        _verdicts = new MessageVerdict?[messages.Count];
        _hasFailed = new bool[messages.Count];
        _parts = new int[messages.Count];
        Array.Fill(_parts, 1);
    }

    /// <summary>The messages.</summary>
    public IReadOnlyList<ReceivedMessage> Messages { get; }

    /// <summary>Whether a grain answered.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>The name of the last failure of a grain; absent where none failed.</summary>
    public string? Error { get; private set; }

    /// <summary>The keys of grains that failed.</summary>
    public IReadOnlySet<string> Failed => _failed;

    /// <summary>Says how many parts a message has; one where nothing is said. Only before the first is judged.</summary>
    public void Expect(int place, int parts) => _parts[place] = parts;

    /// <summary>Judges a part of a message.</summary>
    public void Judge(int place, MessageVerdict verdict)
    {
        lock (_lock)
        {
            _parts[place]--;
            if (_verdicts[place] is not { } other || Rank(verdict) > Rank(other))
            {
                _verdicts[place] = verdict;
            }
        }
    }

    /// <summary>Judges a part of each message: it comes again.</summary>
    public void Retry(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            Judge(place, Again(place));
        }
    }

    /// <summary>Judges a part of each message, of which nothing is known because a grain failed.</summary>
    public void Fail(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            Judge(place, Again(place));
            _hasFailed[place] = true;
        }
    }

    /// <summary>Calls a grain, and notes whether it answers.</summary>
    /// <exception cref="GrainFailedException">It does not.</exception>
    public async Task<T> CallAsync<T>(string key, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await call();
            lock (_lock)
            {
                HasAnswer = true;
            }

            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = new GrainFailedException(exception);
            lock (_lock)
            {
                _failed.Add(key);
                Error = failure.Error;
            }

            throw failure;
        }
    }

    /// <summary>Calls a grain that answers nothing, and notes whether it does.</summary>
    /// <exception cref="GrainFailedException">It does not.</exception>
    public Task CallAsync(string key, Func<ValueTask> call, CancellationToken cancellationToken) => CallAsync(
        key,
        async () =>
        {
            await call();
            return true;
        },
        cancellationToken);

    /// <summary>The verdicts in the order of the messages.</summary>
    /// <param name="trouble">Why no grain can do its work now; absent where they can.</param>
    public IReadOnlyList<MessageVerdict> Verdicts(string? trouble) =>
    [
        .. Enumerable.Range(0, Messages.Count).Select(place =>
            trouble is not null && _hasFailed[place] ? MessageVerdict.Busy(trouble)
            : _parts[place] > 0 || _verdicts[place] is not { } verdict ? Again(place)
            : verdict),
    ];

    private MessageVerdict Again(int place) => MessageVerdict.Retry(Backoff.ForRedelivery(Messages[place].ReceiveCount, LeastRetryDelay));

    // What has to come again, comes again whole; what can never succeed has to be seen by somebody.
    private static int Rank(MessageVerdict verdict) => verdict.Kind switch
    {
        VerdictKind.Done => 0,
        VerdictKind.DeadLetter => 1,
        _ => 2,
    };
}
