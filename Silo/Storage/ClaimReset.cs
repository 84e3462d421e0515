namespace OrleansDefender.Silo.Storage;

/// <summary>
/// Takes back, at start, the leases on due rows: this process has the data folder to itself, so that whoever claimed them is gone, and what they were doing need not
/// wait for the lease to run out.
/// </summary>
internal sealed partial class ClaimReset(SqliteStore store, TimeProvider time, ILogger<ClaimReset> logger) : IHostedService
{
    private const string ResetDue = "UPDATE due SET claimed_until = NULL WHERE due_at <= ?1 AND claimed_until IS NOT NULL";
    private const string ResetWatch = "UPDATE watch SET claimed_until = NULL WHERE due_at <= ?1 AND claimed_until IS NOT NULL";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ResetAsync(ResetDue, cancellationToken).ConfigureAwait(false);
            await ResetAsync(ResetWatch, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteStoreException error)
        {
            // Health says that the storage cannot be written; the leases run out by themselves.
            LogFailed(error);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<int> ResetAsync(string sql, CancellationToken cancellationToken) => store.WriteAsync(
        (Sql: sql, Now: time.GetUtcNow().UtcTicks),
        static (session, reset) =>
        {
            using var update = session.Use(reset.Sql);
            update.Bind(1, reset.Now);
            return update.Change();
        },
        cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The leases of the process before could not be taken back")]
    private partial void LogFailed(Exception error);
}
