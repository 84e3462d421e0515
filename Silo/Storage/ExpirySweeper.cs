namespace OrleansDefender.Silo.Storage;

/// <summary>Removes expired states in the background.</summary>
/// <remarks>In small batches, each a write like any other: a grain's write waits for one batch at most. Nothing depends on when it runs.</remarks>
internal sealed partial class ExpirySweeper(SqliteStore store, TimeProvider time, ILogger<ExpirySweeper> logger) : BackgroundService
{
    /// <summary>States removed by one write.</summary>
    public const int BatchSize = 200;

    private const string DeleteExpired =
        "DELETE FROM grain_state WHERE id IN (SELECT id FROM grain_state WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Removes what is expired now.</summary>
    /// <returns>The states removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcTicks;
        var total = 0;
        int removed;
        do
        {
            removed = await store.WriteAsync(
                now,
                static (session, now) =>
                {
                    using var delete = session.Use(DeleteExpired);
                    delete.Bind(1, now);
                    delete.Bind(2, BatchSize);
                    return delete.Change();
                },
                cancellationToken).ConfigureAwait(false);
            total += removed;
        }
        while (removed == BatchSize);

        if (total > 0)
        {
            LogSwept(logger, total);
        }

        return total;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (SqliteStoreException error)
            {
                LogFailed(logger, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} expired states were removed")]
    private static partial void LogSwept(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired states could not be removed, the next period tries again")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
