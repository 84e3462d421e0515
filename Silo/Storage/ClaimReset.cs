namespace OrleansDefender.Silo.Storage;

/// <summary>
/// Takes back, at start, the leases on due rows: this process has the data folder to itself, so that whoever claimed them is gone, and what they were doing need not
/// wait for the lease to run out.
/// </summary>
internal sealed class ClaimReset(SqliteStore store, TimeProvider time) : IHostedService
{
    private const string ResetDue = "UPDATE due SET claimed_until = NULL WHERE due_at <= ?1 AND claimed_until IS NOT NULL";
    private const string ResetWatch = "UPDATE watch SET claimed_until = NULL WHERE due_at <= ?1 AND claimed_until IS NOT NULL";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var sql in new[] { ResetDue, ResetWatch })
        {
            await store.WriteAsync(
                (Sql: sql, Now: time.GetUtcNow().UtcTicks),
                static (session, reset) =>
                {
                    using var update = session.Use(reset.Sql);
                    update.Bind(1, reset.Now);
                    return update.Change();
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
