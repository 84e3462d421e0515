using Microsoft.Extensions.Hosting;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Keeps the <see cref="InhibitionBook"/> fresh while the host runs.</summary>
internal sealed class InhibitionService(InhibitionBook book, TimeProvider time) : BackgroundService
{
    /// <summary>How old the book gets.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await book.RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
