using System.Collections.Immutable;

using OrleansDefender.Findings;

namespace OrleansDefender.Correlation.Groups;

/// <summary>
/// Brings signals to groups across things, many callers' together: of each group one call is under way, and what comes meanwhile goes with the next. So a wave
/// over a whole fleet costs a group's grain a few hundred calls, however many things it touches.
/// </summary>
/// <remarks>
/// <para>A call that returns has made durable what it brought: the groups' state, and the deliveries that follow. After one that throws some of it is: send it again.</para>
/// <para>
/// Keeps nothing but what callers wait with, and of those at most <paramref name="mostCallers"/> are let in at once; the others wait with what they have.
/// Thread-safe; one instance serves a process.
/// </para>
/// </remarks>
/// <param name="grains">The groups.</param>
/// <param name="queues">The queues for what follows.</param>
/// <param name="mostCallers">Callers that are let in at once.</param>
public sealed class CorrelationFanIn(IGrainFactory grains, IConsequenceQueues queues, int mostCallers) : IDisposable
{
    /// <summary>Signals of one call; a caller's own are never parted, so that there may be more.</summary>
    public const int MostSignals = 2_000;

    private const int MostCallers = 4_096;

    private readonly SemaphoreSlim _room = new(mostCallers);
    private readonly Dictionary<CorrelationKey, Lane> _lanes = [];
    private readonly Lock _lock = new();
    private long _calls;

    /// <summary>Creates one that lets 4,096 callers in at once.</summary>
    /// <param name="grains">The groups.</param>
    /// <param name="queues">The queues for what follows.</param>
    public CorrelationFanIn(IGrainFactory grains, IConsequenceQueues queues)
        : this(grains, queues, MostCallers)
    {
    }

    /// <summary>Calls made so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Sends signals; what they lead to is durable when this returns.</summary>
    /// <param name="signals">Signals for any number of groups.</param>
    /// <param name="cancellationToken">Gives up waiting; they may take effect all the same.</param>
    public async Task SendAsync(ImmutableArray<GroupSignal> signals, CancellationToken cancellationToken)
    {
        if (signals.IsDefaultOrEmpty)
        {
            return;
        }

        await _room.WaitAsync(cancellationToken);
        try
        {
            var waits = signals
                .GroupBy(static signal => CorrelationKey.Of(signal.Scope, signal.RuleId, signal.Group))
                .Select(group => Enter(group.Key, [.. group]))
                .ToList();
            await Task.WhenAll(waits).WaitAsync(cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private Task Enter(CorrelationKey key, ImmutableArray<GroupSignal> signals)
    {
        lock (_lock)
        {
            var caller = new Caller(signals);
            if (_lanes.TryGetValue(key, out var lane))
            {
                lane.Waiting.Enqueue(caller);
                return caller.Done.Task;
            }

            _lanes.Add(key, lane = new Lane());
            lane.Waiting.Enqueue(caller);

            // Whoever waits observes what becomes of its part; the run itself never fails.
            _ = Task.Run(() => RunAsync(key, lane));
            return caller.Done.Task;
        }
    }

    private async Task RunAsync(CorrelationKey key, Lane lane)
    {
        while (Take(key, lane) is { Count: > 0 } callers)
        {
            try
            {
                Interlocked.Increment(ref _calls);
                var text = key.ToString();
                var deliveries = await grains.GetGrain<ICorrelationGrain>(text).Apply([.. callers.SelectMany(static caller => caller.Signals)], CancellationToken.None);
                if (!deliveries.IsDefaultOrEmpty)
                {
                    await queues.DeliverAsync([(OwnerKind.Correlation, text, deliveries)], CancellationToken.None);
                }

                callers.ForEach(static caller => caller.Done.SetResult());
            }
            catch (Exception exception)
            {
                callers.ForEach(caller => caller.Done.SetException(exception));
            }
        }
    }

    /// <summary>The next callers' turn; none: the lane is gone.</summary>
    private List<Caller> Take(CorrelationKey key, Lane lane)
    {
        lock (_lock)
        {
            var callers = new List<Caller>();
            var signals = 0;
            while (lane.Waiting.TryPeek(out var next) && (callers.Count == 0 || signals + next.Signals.Length <= MostSignals))
            {
                signals += next.Signals.Length;
                callers.Add(lane.Waiting.Dequeue());
            }

            if (callers.Count == 0)
            {
                _lanes.Remove(key);
            }

            return callers;
        }
    }

    private sealed class Lane
    {
        public Queue<Caller> Waiting { get; } = new();
    }

    private sealed record Caller(ImmutableArray<GroupSignal> Signals)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
