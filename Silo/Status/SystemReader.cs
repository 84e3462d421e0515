using Microsoft.Extensions.Options;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Storage;

namespace OrleansDefender.Silo.Status;

/// <summary>Takes snapshots of how it all stands: at most one a second, whoever asks.</summary>
/// <remarks>Nothing that is asked may hold an answer up for long: what does not answer in time is what the snapshot says of it.</remarks>
internal sealed partial class SystemReader(
    IWatchList watchList,
    IGrainFactory grains,
    IIngressSource ingress,
    DeliveryCounters deliveries,
    DeliveryBacklog backlog,
    SiloReadiness readiness,
    IOptions<DefenderOptions> options,
    TimeProvider timeProvider,
    ILogger<SystemReader> logger,
    SqliteStore? store = null) : IDisposable
{
    /// <summary>The pump of the events queue.</summary>
    public const string Events = "events";

    private const string Urgent = "urgent";
    private const string Bulk = "bulk";

    // A little less than the second that the progress line waits: it would else see every other figure twice.
    private static readonly TimeSpan Age = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private SystemSnapshot? _last;
    private long _lastAt;

    /// <summary>The last snapshot, or a new one where that is older than a second.</summary>
    public async ValueTask<SystemSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || timeProvider.GetElapsedTime(_lastAt) >= Age || _last.Silo.State != readiness.Check().State)
            {
                _last = await TakeAsync(cancellationToken);
                _lastAt = timeProvider.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<SystemSnapshot> TakeAsync(CancellationToken cancellationToken)
    {
        var silo = readiness.Check();
        var fleet = FleetAsync(cancellationToken);
        var hub = silo.State == HealthState.Healthy
            ? HubAsync(cancellationToken)
            : Task.FromResult<(HealthCheck Check, HubStatus? Status)>((new HealthCheck(HealthState.Degraded, "not asked: the silo takes no calls"), null));
        var waiting = await backlog.CountAsync(cancellationToken);
        var pumps = ingress.Read();
        var (storage, counts) = await fleet;
        var (securityHub, status) = await hub;
        return new SystemSnapshot
        {
            Time = timeProvider.GetUtcNow(),
            Fleet = counts,
            Silo = silo,
            Storage = storage,
            SecurityHub = securityHub,
            Hub = status,
            Pumps = pumps,
            FindingsSent = deliveries.Sent,
            FindingsFailed = deliveries.Rejected,
            FindingsWaiting = waiting,
            OldestDelivery = pumps.Where(static pump => pump.Name is Urgent or Bulk).Select(static pump => pump.Oldest).DefaultIfEmpty().Max(),
        };
    }

    private async Task<(HealthCheck Check, FleetCounts? Counts)> FleetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await watchList.CountAsync(cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken);
            return (await WritingAsync(cancellationToken), counts);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogStorage(error);
            return (new HealthCheck(HealthState.Unhealthy, $"the storage does not answer: {error.Message}"), null);
        }
    }

    private async Task<HealthCheck> WritingAsync(CancellationToken cancellationToken)
    {
        if (store?.WriteTrouble is null)
        {
            return HealthCheck.Healthy;
        }

        try
        {
            // Nobody else may be writing any more, now that nobody gets anything done.
            await store.ProbeAsync(cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogStorage(error);
        }

        return store.WriteTrouble is { } trouble
            ? new HealthCheck(HealthState.Unhealthy, $"the storage cannot be written: {trouble.Error.Message}", trouble.Since)
            : HealthCheck.Healthy;
    }

    private async Task<(HealthCheck Check, HubStatus? Status)> HubAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await grains.GetGrain<ISecurityHubGrain>(options.Value.Scope.ToString())
                .GetStatus(cancellationToken)
                .AsTask()
                .WaitAsync(Patience, timeProvider, cancellationToken);
            return (
                status.IsFailing ? new HealthCheck(HealthState.Degraded, status.Reason ?? "calls fail", status.Since) : HealthCheck.Healthy,
                status);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogHub(error);
            return (new HealthCheck(HealthState.Degraded, $"its grain does not answer: {error.Message}"), null);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The watch list does not answer")]
    private partial void LogStorage(Exception error);

    [LoggerMessage(LogLevel.Debug, "The hub's grain does not answer")]
    private partial void LogHub(Exception error);
}
