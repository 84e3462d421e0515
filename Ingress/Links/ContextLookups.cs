using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Links;

/// <summary>Asks the registry what things are, a few at a time and the more severe first, and tells the things.</summary>
/// <remarks>
/// What waits for its turn is one look-up however many ask. One that runs is not shared: its answer may be older than the change that the next one asks for.
/// Holds no more than the messages in flight name.
/// </remarks>
/// <param name="grains">The things.</param>
/// <param name="queues">The queues for what follows.</param>
/// <param name="registry">AWS IoT, whose quota it keeps.</param>
internal sealed class ContextLookups(IGrainFactory grains, IConsequenceQueues queues, Lazy<IThingRegistry> registry) : IDisposable
{
    private const int MostAtOnce = 16;

    private static readonly ThingCauses Question = new() { Context = Correlation.ThingContext.None };

    private readonly Lock _lock = new();
    private readonly Dictionary<ThingKey, Waiting> _waiting = [];
    private readonly PriorityQueue<Waiting, (int Urgency, long Place)> _order = new();
    private readonly CancellationTokenSource _stopping = new();
    private long _places;
    private int _running;

    /// <summary>Has a thing know what it is, where it wants to.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="severity">Its place among those that wait.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the thing has what it wanted, and what follows is durable. Throws what the registry, the thing or the queues threw.</returns>
    public Task<bool> LookUpAsync(ThingKey thing, Severity severity, CancellationToken cancellationToken)
    {
        Waiting? waiting;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(thing, out waiting))
            {
                _waiting.Add(thing, waiting = new Waiting(thing) { Severity = severity });
                _order.Enqueue(waiting, (-(int)severity, ++_places));
            }
            else if (severity > waiting.Severity)
            {
                // Its old place stays behind and is passed over.
                waiting.Severity = severity;
                _order.Enqueue(waiting, (-(int)severity, ++_places));
            }
        }

        StartNext();
        return waiting.Done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void StartNext()
    {
        while (true)
        {
            Waiting next;
            lock (_lock)
            {
                do
                {
                    if (_running >= MostAtOnce || !_order.TryDequeue(out next!, out _))
                    {
                        return;
                    }
                }
                while (next.IsStarted);
                next.IsStarted = true;
                _waiting.Remove(next.Thing);
                _running++;
            }

            _ = RunAsync(next, _stopping.Token);
        }
    }

    /// <summary>One look-up; who asked for it gets its answer or its failure. Never throws.</summary>
    private async Task RunAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        try
        {
            waiting.Done.TrySetResult(await LookUpAsync(waiting.Thing, cancellationToken));
        }
        catch (Exception exception)
        {
            waiting.Done.TrySetException(exception);
        }
        finally
        {
            lock (_lock)
            {
                _running--;
            }

            StartNext();
        }
    }

    private async Task<bool> LookUpAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IThingGrain>(thing.ToString());

        // Many messages may ask for one thing while AWS IoT does not answer; those after the first find that the thing knows, and deliver what the first may have
        // left when it was cut off.
        var consequences = await grain.Apply(Question, cancellationToken);
        if (consequences.WantsContext is not null)
        {
            var context = await registry.Value.DescribeAsync(thing, cancellationToken);
            consequences = await grain.Apply(new ThingCauses { Context = context }, cancellationToken);
        }

        if (!consequences.Deliveries.IsDefaultOrEmpty)
        {
            await queues.DeliverAsync([(OwnerKind.Thing, thing.ToString(), consequences.Deliveries)], cancellationToken);
        }

        return consequences.WantsContext is null;
    }

    private sealed class Waiting(ThingKey thing)
    {
        public ThingKey Thing { get; } = thing;

        public Severity Severity { get; set; }

        public bool IsStarted { get; set; }

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
