namespace OrleansDefender.Silo.Storage;

/// <summary>Claims due rows, of whatever table.</summary>
internal static class SqliteClaim
{
    private const int MostRows = 1000;

    /// <summary>Gives those that are due and not claimed a lease, the longest due first.</summary>
    /// <param name="store">The database.</param>
    /// <param name="sql">The statement: <c>?1</c> is the present and <c>?2</c> the end of the lease in ticks, <c>?3</c> the most rows; it returns the row's key, then its due time.</param>
    /// <param name="keyColumns">How many columns the key has.</param>
    /// <param name="read">Reads the key of a row.</param>
    /// <param name="now">The present.</param>
    /// <param name="lease">For how long nobody else gets them.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lease or the limit is not above zero.</exception>
    public static async Task<IReadOnlyList<T>> ClaimAsync<T>(
        this SqliteStore store, string sql, int keyColumns, Func<SqliteStatement, T> read, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        var claimed = await store.WriteAsync(
            (Sql: sql, DueColumn: keyColumns, Read: read, Now: now.UtcTicks, Until: (now + lease).UtcTicks, Limit: Math.Min(limit, MostRows)),
            static (session, claim) =>
            {
                using var update = session.Use(claim.Sql);
                update.Bind(1, claim.Now);
                update.Bind(2, claim.Until);
                update.Bind(3, claim.Limit);
                var due = new List<(long DueAt, T Key)>();
                while (update.Step())
                {
                    due.Add((update.GetInt64(claim.DueColumn), claim.Read(update)));
                }

                return due;
            },
            cancellationToken).ConfigureAwait(false);

        // RETURNING promises no order.
        return [.. claimed.OrderBy(static due => due.DueAt).Select(static due => due.Key)];
    }
}
