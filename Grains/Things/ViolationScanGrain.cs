using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using Orleans.Concurrency;

namespace OrleansDefender.Things;

/// <summary>Scans AWS IoT's violation lists for episodes that nobody here knows.</summary>
/// <remarks>
/// A scan may take minutes, so no call holds it: it runs beside the calls, is tracked, and ends with the grain. A caller waits a moment for it and is
/// then told what is known. Reentrant for that alone: between two awaits every method leaves the state whole. Kept in memory as long as it remembers.
/// </remarks>
[Reentrant]
[CollectionAgeLimit(Minutes = 65)]
internal sealed partial class ViolationScanGrain(IDeviceDefenderApi api, TimeProvider time, ILogger<ViolationScanGrain> logger)
    : Grain, IViolationScanGrain, IDisposable
{
    private const int MaxWanted = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // AWS keeps 30 days, and may refuse a listing that begins before: an hour covers the scan itself and clocks that differ.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(30) - TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(4);

    private readonly WantedViolations _wanted = new(MaxWanted, Lifetime);
    private readonly CancellationTokenSource _leaving = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextScan = TimeSpan.MinValue;
    private Task _scan = Task.CompletedTask;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <inheritdoc />
    public async ValueTask<ViolationScanAnswer> Find(ImmutableArray<string> violationIds, CancellationToken cancellationToken = default)
    {
        var now = Now;
        _wanted.Expire(now);
        foreach (var id in violationIds)
        {
            _wanted.Ask(id, now);
        }

        if (AnyUnknown())
        {
            if (_scan.IsCompleted && now >= _nextScan)
            {
                _nextScan = now + Interval;
                _scan = ScanAsync();
            }

            try
            {
                await _scan.WaitAsync(Patience, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // It goes on; the caller asks again.
            }
        }

        return _wanted.Answer(violationIds);

        bool AnyUnknown() => violationIds.Any(id => _wanted.Find(id).IsEmpty);
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _scan.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _leaving.Dispose();

    private async Task ScanAsync()
    {
        var scan = _wanted.BeginScan();
        var scope = AccountRegion.Parse(this.GetPrimaryKeyString());
        var token = _leaving.Token;
        try
        {
            await foreach (var found in api.ListActiveViolationsAsync(scope, token))
            {
                if (found is not null)
                {
                    _wanted.Learn(found);
                }
            }

            // What is asked for is mostly recent: short windows first, longer ones back to the end of what AWS keeps.
            var until = time.GetUtcNow();
            var end = until - Reach;
            for (var window = FirstWindow; until > end && _wanted.AnyOpen; window = window * 2 < LongestWindow ? window * 2 : LongestWindow)
            {
                var from = until - window > end ? until - window : end;
                await foreach (var found in api.ListViolationEventsAsync(scope, from, until, token))
                {
                    _wanted.Learn(found);
                }

                until = from;
                _wanted.Expire(Now);
            }

            _wanted.ScanPassed(scan);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The grain is leaving; whoever asks the next one starts a scan there.
        }
        catch (Exception exception)
        {
            // Not done, and not repeated before the next is due: the callers keep their messages and ask again.
            LogFailed(exception, scope);
        }
    }

    [LoggerMessage(EventName = "ViolationScanFailed", Level = LogLevel.Warning, Message = "The scan of {Scope}'s violations failed; the next due one tries again")]
    private partial void LogFailed(Exception exception, AccountRegion scope);
}
