using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using OrleansDefender.Simulator.Sqs;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>Sends what the fleet has posted: at least once, the same bytes each time.</summary>
/// <remarks>
/// A message is taken off the outbox after the queue has it. A process killed in between sends it again after the restart, as SNS may do too.
/// A queue that refuses (because nobody has created it yet) is tried again every second; the story waits.
/// </remarks>
internal sealed partial class FleetOutbox(FleetState fleet, IQueueSender queue, SimulatorOptions options, TimeProvider clock, ILogger<FleetOutbox> logger)
    : BackgroundService
{
    private const int MostPerSend = 250;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SemaphoreSlim _signal = new(1, 1);

    /// <summary>Asks for sending soon, without waiting for it.</summary>
    public void Signal()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody has asked already.
        }
    }

    /// <summary>Sends all that is due; does not return before it is sent.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var refused = false;
        while (true)
        {
            try
            {
                await SendAsync(cancellationToken);
                return;
            }
#pragma warning disable CA1031 // Whatever the queue says, the messages must get there in the end.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                if (!refused)
                {
                    LogRefused(logger, options.EventsQueue, error.Message);
                    refused = true;
                }
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _gate.Dispose();
        _signal.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first signal is there from the start: what a killed process left is sent again.
        while (!stoppingToken.IsCancellationRequested)
        {
            await _signal.WaitAsync(stoppingToken);
            await FlushAsync(stoppingToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (await fleet.DueAsync(MostPerSend, cancellationToken) is { Count: > 0 } rows)
            {
                await queue.SendAsync(fleet.Place.Account, fleet.Place.Region, options.EventsQueue, [.. rows.Select(row => row.Body)], cancellationToken);
                await fleet.SentAsync(rows, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    [LoggerMessage(EventName = "EventsQueueRefused", Level = LogLevel.Warning, Message = "The events queue {Queue} takes no messages yet: {Reason}")]
    private static partial void LogRefused(ILogger logger, string queue, string reason);
}
