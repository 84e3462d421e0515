namespace OrleansDefender.Silo.Storage;

/// <summary>Removes expired states, and rows of the due list that ended long ago, in the background.</summary>
/// <remarks>In small batches, each a write like any other: a grain's write waits for one batch at most. Nothing depends on when it runs.</remarks>
internal sealed partial class ExpirySweeper(SqliteStore store, TimeProvider time, ILogger<ExpirySweeper> logger) : BackgroundService
{
    /// <summary>States, and rows, removed by one write.</summary>
    public const int BatchSize = 200;

    private const string DeleteExpired =
        "DELETE FROM grain_state WHERE id IN (SELECT id FROM grain_state WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Removes what is expired now.</summary>
    /// <returns>The states and rows removed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        int states = 0, rows = 0;
        (int States, int Rows) removed;
        do
        {
            removed = await store.WriteAsync(
                (States: now.UtcTicks, Rows: (now - SqliteDueList.KeptAfterEnd).UtcTicks),
                static (session, until) => (Delete(session, DeleteExpired, until.States), Delete(session, SqliteDueList.DeleteEnded, until.Rows)),
                cancellationToken).ConfigureAwait(false);
            states += removed.States;
            rows += removed.Rows;
        }
        while (removed.States == BatchSize || removed.Rows == BatchSize);

        if (states + rows > 0)
        {
            LogSwept(logger, states, rows);
        }

        return states + rows;
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

    private static int Delete(SqliteSession session, string sql, long until)
    {
        using var delete = session.Use(sql);
        delete.Bind(1, until);
        delete.Bind(2, BatchSize);
        return delete.Change();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{States} expired states and {Rows} ended rows of the due list were removed")]
    private static partial void LogSwept(ILogger logger, int states, int rows);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired states could not be removed, the next period tries again")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
