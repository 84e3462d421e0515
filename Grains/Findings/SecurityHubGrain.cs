using System.Collections.Immutable;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Orleans.Placement;

using OrleansDefender.Findings.Delivery;

namespace OrleansDefender.Findings;

/// <summary>Makes the calls that <see cref="HubDelivery"/> decides on.</summary>
/// <remarks>
/// Never moves: an empty token bucket and a forgotten memory would cost more than the place is worth. Everything runs on the grain's scheduler, so there
/// is no lock. Calls are tracked, and end with the grain. The collection age is longer than the memory of what has landed, so that idleness forgets nothing.
/// </remarks>
[Immovable]
[CollectionAgeLimit(Minutes = 20)]
internal sealed partial class SecurityHubGrain(
    ISecurityHubApi api,
    TimeProvider time,
    IOptions<DeliveryOptions> options,
    DeliveryCounters counters,
    ILogger<SecurityHubGrain> logger,
    IHostApplicationLifetime? lifetime = null) : Grain, ISecurityHubGrain, IDisposable
{
    private readonly long _start = time.GetTimestamp();
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<Task> _calls = [];
    private AccountRegion _scope;
    private HubDelivery _delivery = null!;
    private IGrainTimer? _timer;
    private CancellationTokenRegistration _stopping;
    private bool _isPumping;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = AccountRegion.Parse(this.GetPrimaryKeyString());
        _delivery = new HubDelivery(_scope, options.Value, api.Measure, Now);
        _timer = this.RegisterGrainTimer(
            static (grain, _) =>
            {
                grain.Pump();
                return Task.CompletedTask;
            },
            this,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });

        if (lifetime is not null)
        {
            // Orleans lets running submits end before it deactivates, which may take them 20 s: a silo that leaves answers them at once.
            var scheduler = TaskScheduler.Current;
            _stopping = lifetime.ApplicationStopping.Register(
                () => Task.Factory.StartNew(_delivery.Close, CancellationToken.None, TaskCreationOptions.None, scheduler));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync();
        _delivery.Close();
        await _leaving.CancelAsync();
        await Task.WhenAll(_calls).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _leaving.Dispose();

    /// <inheritdoc />
    public async ValueTask<SubmitAnswer> Submit(ImmutableArray<FindingSnapshot> findings, CancellationToken cancellationToken = default)
    {
        var handover = _delivery.Submit(findings, Now);
        try
        {
            Pump();
            await handover.Completion.WaitAsync(cancellationToken);
            return new SubmitAnswer(handover.Outcomes, Status());
        }
        finally
        {
            _delivery.Release(handover);
        }
    }

    /// <inheritdoc />
    public ValueTask<HubStatus> GetStatus(CancellationToken cancellationToken = default) => new(Status());

    private HubStatus Status()
    {
        var now = Now;
        var health = _delivery.Health(now);
        return new HubStatus
        {
            IsFailing = health.IsFailing,
            Reason = health.Reason,
            Since = Wall(health.Since),
            RetryAt = Wall(health.RetryAt),
            Waiting = _delivery.Waiting,
            DoImportsFail = _delivery.IsFailing(HubOperation.Import),
        };

        DateTimeOffset? Wall(TimeSpan? at) => at is { } moment ? time.GetUtcNow() + (moment - now) : null;
    }

    private void Pump()
    {
        if (_isPumping)
        {
            // A call that ended while it was being started: the loop below sees what it left.
            return;
        }

        _isPumping = true;
        try
        {
            _calls.RemoveAll(static call => call.IsCompleted);
            _delivery.Expire(Now);
            while (_delivery.NextCall(Now) is { } call)
            {
                _calls.Add(MakeAsync(call));
            }
        }
        finally
        {
            _isPumping = false;
        }

        var now = Now;
        var wake = _delivery.NextWake(now) is { } at ? RoundUp(at - now) : Timeout.InfiniteTimeSpan;
        _timer?.Change(wake, Timeout.InfiniteTimeSpan);
    }

    // Timers count whole milliseconds: rounded down, the last one would be spent asking again and again.
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));

    private async Task MakeAsync(HubCall call)
    {
        var start = time.GetTimestamp();
        IReadOnlyList<FindingFailure> failures = [];
        SecurityHubApiException? failed = null;
        using (var timeout = new CancellationTokenSource(options.Value.CallTimeout, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _leaving.Token))
        {
            try
            {
                failures = call.Operation == HubOperation.Import
                    ? await api.ImportAsync(_scope, call.Findings, either.Token)
                    : await api.UpdateAsync(_scope, call.Findings, call.Update, either.Token);
            }
            catch (SecurityHubApiException exception)
            {
                failed = exception;
            }
            catch (Exception exception)
            {
                // Whatever the port throws, the call's findings must come back into the order; a lost answer is one of these.
                failed = new SecurityHubApiException(SecurityHubFailure.Transient, exception.GetType().Name, exception.Message, exception);
            }
        }

        try
        {
            var wasFailing = _delivery.IsFailing(call.Operation);
            var report = failed is null
                ? _delivery.Answered(call, failures, Now)
                : _delivery.Failed(call, failed.Kind, failed.Code, failed.Message, Now);
            Count(call, report, time.GetElapsedTime(start));
            Log(call, report, failed, wasFailing);
            Pump();
        }
        catch (Exception exception)
        {
            // Nobody awaits a call. An activation that does not know its own state is thrown away: all it held is still in the queues.
            LogBroken(exception, _scope);
            _delivery.Close();
            DeactivateOnIdle();
        }
    }

    private void Count(HubCall call, in CallReport report, TimeSpan duration)
    {
        DeliveryMetrics.Record(call.Operation, report, duration);
        counters.AddRejected(report.Rejected.Count);
        if (call.Operation == HubOperation.Import)
        {
            counters.AddSent(report.Landed);
        }
    }

    private void Log(HubCall call, in CallReport report, SecurityHubApiException? failed, bool wasFailing)
    {
        var isFailing = _delivery.IsFailing(call.Operation);
        if (isFailing && !wasFailing)
        {
            LogFailing(_scope, _delivery.Health(Now).Reason, failed);
        }
        else if (wasFailing && !isFailing)
        {
            LogServing(_scope, call.Operation);
        }

        if (failed is not null)
        {
            LogCallFailed(_scope, call.Operation, call.Items.Length, failed.Kind, failed.Code);
        }

        // The owner warns of it, once it has stored it.
        foreach (var failure in report.Rejected)
        {
            LogRejected(_scope, failure.FindingId, call.Operation, failure.Code, failure.Message);
        }
    }

    [LoggerMessage(EventName = "HubFailing", Level = LogLevel.Warning, Message = "Security Hub of {Scope} fails, deliveries wait: {Reason}")]
    private partial void LogFailing(AccountRegion scope, string? reason, Exception? exception);

    [LoggerMessage(EventName = "HubDeliveryBroken", Level = LogLevel.Error, Message = "Delivery to Security Hub of {Scope} is broken and starts afresh")]
    private partial void LogBroken(Exception exception, AccountRegion scope);

    [LoggerMessage(EventName = "HubServing", Level = LogLevel.Information, Message = "Security Hub of {Scope} serves again: {Operation}")]
    private partial void LogServing(AccountRegion scope, HubOperation operation);

    [LoggerMessage(EventName = "HubCallFailed", Level = LogLevel.Debug, Message = "Security Hub of {Scope}: {Operation} of {Count} findings failed: {Kind}, {Code}")]
    private partial void LogCallFailed(AccountRegion scope, HubOperation operation, int count, SecurityHubFailure kind, string code);

    [LoggerMessage(EventName = "FindingRejected", Level = LogLevel.Debug, Message = "Security Hub of {Scope} refuses finding {FindingId} for good: {Operation}, {Code}: {Reason}")]
    private partial void LogRejected(AccountRegion scope, string findingId, HubOperation operation, string code, string? reason);
}
