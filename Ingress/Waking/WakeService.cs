using Microsoft.Extensions.Logging;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Waking;

/// <summary>
/// Wakes grains for what is due by time alone: claims due rows of the watch list and of the due list, and lets their due time move only after what follows is
/// durable.
/// </summary>
internal sealed partial class WakeService(
    IWatchList watchList,
    IDueList dueList,
    IGrainFactory grains,
    DeliveryQueues deliveries,
    IResourceWaker resources,
    CorrelationFanIn fanIn,
    WakeOptions options,
    TimeProvider time,
    ILogger<WakeService> logger) : IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    private TimeSpan Lease => TimeSpan.FromSeconds(options.LeaseSeconds);

    /// <summary>Starts; the first look is at once.</summary>
    /// <remarks>Each list has a loop of its own: however many resources are due, no thing waits for them.</remarks>
    public void Start()
    {
        var stopping = _stopping.Token;
        _loops = Task.WhenAll(
            Task.Run(() => RunAsync(Round("watch", token => watchList.ClaimDueAsync(time.GetUtcNow(), Lease, options.ClaimLimit, token), WakeThingAsync), stopping)),
            Task.Run(() => RunAsync(Round("due", token => dueList.ClaimDueAsync(time.GetUtcNow(), Lease, options.ClaimLimit, token), WakeOtherAsync), stopping)));
    }

    /// <summary>Stops, within five seconds. A grain in the middle of it stays due and is woken again when its lease is over.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _loops.WaitAsync(StopTime, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // A grain that does not answer is not waited for.
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.IntervalSeconds), time);
        try
        {
            do
            {
                await round(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>A round over one list: claims and wakes until nothing more is due.</summary>
    private Func<CancellationToken, Task> Round<T>(
        string list, Func<CancellationToken, Task<IReadOnlyList<T>>> claim, Func<T, CancellationToken, ValueTask> wake) => async stopping =>
    {
        try
        {
            IReadOnlyList<T> due;
            do
            {
                due = await claim(stopping);
                var parallelism = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stopping };
                await Parallel.ForEachAsync(due, parallelism, async (row, cancellationToken) => await TryAsync(row, wake, cancellationToken));
            }
            while (due.Count >= options.ClaimLimit);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogClaimFailed(list, exception.GetType().Name);
        }
    };

    private async ValueTask TryAsync<T>(T row, Func<T, CancellationToken, ValueTask> wake, CancellationToken cancellationToken)
    {
        try
        {
            await wake(row, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogWakeFailed(row is ValueTuple<DueKind, string> due ? due.Item1.ToString() : "Thing", exception.GetType().Name);
        }
    }

    private async ValueTask WakeThingAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        var key = thing.ToString();
        var grain = grains.GetGrain<IThingGrain>(key);
        var consequences = await grain.Wake(cancellationToken);
        await Task.WhenAll(
            deliveries.SendAsync(OwnerKind.Thing, key, consequences.Deliveries, cancellationToken),
            fanIn.SendAsync(consequences.Signals, cancellationToken));
        if (consequences.WantsContext is { } severity)
        {
            await deliveries.DescribeAsync([(thing, severity)], cancellationToken);
        }

        await grain.CompleteWake(cancellationToken);
    }

    private async ValueTask WakeOtherAsync((DueKind Kind, string Key) due, CancellationToken cancellationToken)
    {
        switch (due.Kind)
        {
            case DueKind.Resource:
                await resources.WakeAsync(due.Key, cancellationToken);
                break;
            case DueKind.AuditTask:
                await grains.GetGrain<IAuditTaskGrain>(due.Key).Wake(cancellationToken);
                break;
            case DueKind.Reconciler:
                await grains.GetGrain<IReconcilerGrain>(due.Key).Wake(cancellationToken);
                break;
            case DueKind.Silence:
                await grains.GetGrain<ISilenceGrain>(due.Key).Wake(cancellationToken);
                break;
            case DueKind.Correlation:
                await WakeGroupAsync(due.Key, cancellationToken);
                break;
            default:
                // A newer program's row: it is that one's to wake.
                LogUnknownKind((int)due.Kind);
                break;
        }
    }

    private async ValueTask WakeGroupAsync(string key, CancellationToken cancellationToken)
    {
        var group = grains.GetGrain<ICorrelationGrain>(key);
        await deliveries.SendAsync(OwnerKind.Correlation, key, await group.Wake(cancellationToken), cancellationToken);
        await group.CompleteWake(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The {List} list could not be asked for what is due: {Error}. It is asked again.", EventName = "ClaimFailed")]
    private partial void LogClaimFailed(string list, string error);

    [LoggerMessage(LogLevel.Warning, "Waking a grain ({Kind}) failed with {Error}; it is woken again when its lease is over.", EventName = "WakeFailed")]
    private partial void LogWakeFailed(string kind, string error);

    [LoggerMessage(LogLevel.Warning, "The due list has a row of kind {Kind}, which this version does not know.", EventName = "UnknownDueKind")]
    private partial void LogUnknownKind(int kind);
}
