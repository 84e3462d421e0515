using Microsoft.Extensions.Logging;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Waking;

/// <summary>Wakes things for what is due by time alone: claims due rows of the watch list, and lets their due time move only after what follows is durable.</summary>
internal sealed partial class WakeService(
    IWatchList watchList,
    IGrainFactory grains,
    DeliveryQueues deliveries,
    WakeOptions options,
    TimeProvider time,
    ILogger<WakeService> logger) : IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Starts; the first look is at once.</summary>
    public void Start() => _loop = Task.Run(() => RunAsync(_stopping.Token));

    /// <summary>Stops, within five seconds. A thing in the middle of it stays due and is woken again when its lease is over.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _loop.WaitAsync(StopTime, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // A grain that does not answer is not waited for.
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.IntervalSeconds), time);
        try
        {
            do
            {
                await WakeDueAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task WakeDueAsync(CancellationToken stopping)
    {
        try
        {
            IReadOnlyList<ThingKey> due;
            do
            {
                due = await watchList.ClaimDueAsync(time.GetUtcNow(), TimeSpan.FromSeconds(options.LeaseSeconds), options.ClaimLimit, stopping);
                var parallelism = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = stopping };
                await Parallel.ForEachAsync(due, parallelism, async (thing, cancellationToken) => await WakeAsync(thing, cancellationToken));
            }
            while (due.Count >= options.ClaimLimit);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogClaimFailed(exception.GetType().Name);
        }
    }

    private async Task WakeAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        try
        {
            var key = thing.ToString();
            var grain = grains.GetGrain<IThingGrain>(key);
            var consequences = await grain.Wake(cancellationToken);
            await deliveries.SendAsync(OwnerKind.Thing, key, consequences.Deliveries, cancellationToken);
            await grain.CompleteWake(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogWakeFailed(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The watch list could not be asked for due things: {Error}. It is asked again.", EventName = "ClaimFailed")]
    private partial void LogClaimFailed(string error);

    [LoggerMessage(LogLevel.Warning, "Waking a thing failed with {Error}; it is woken again when its lease is over.", EventName = "WakeFailed")]
    private partial void LogWakeFailed(string error);
}
