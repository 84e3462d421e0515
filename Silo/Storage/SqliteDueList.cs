using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Storage;

/// <summary>The due list in the local database.</summary>
/// <remarks>
/// A row whose due time is taken away stays for a day: until then it keeps an older write that was under way from bringing a due time back. Then
/// <see cref="ExpirySweeper"/> removes it, so that the table does not grow with every grain that was ever due.
/// </remarks>
internal sealed class SqliteDueList(SqliteStore store, TimeProvider time) : IDueList
{
    // The lease belongs to a due time: another one takes it away, a row that only says something else leaves it.
    private const string Upsert =
        """
        INSERT INTO due (kind, key, revision, due_at, ended_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (kind, key) DO UPDATE SET
            revision = excluded.revision, due_at = excluded.due_at, ended_at = excluded.ended_at,
            claimed_until = CASE WHEN due.due_at IS excluded.due_at THEN due.claimed_until END
        WHERE excluded.revision > due.revision
        """;

    internal const string Claim =
        """
        UPDATE due SET claimed_until = ?2
        WHERE (kind, key) IN (
            SELECT kind, key FROM due
            WHERE due_at <= ?1 AND (claimed_until IS NULL OR claimed_until <= ?1)
            ORDER BY due_at, kind, key LIMIT ?3)
        RETURNING kind, key, due_at
        """;

    /// <summary>Removes rows that ended at a time or before: <c>?1</c>, in ticks; at most <c>?2</c> of them.</summary>
    internal const string DeleteEnded =
        "DELETE FROM due WHERE (kind, key) IN (SELECT kind, key FROM due WHERE ended_at <= ?1 ORDER BY ended_at LIMIT ?2)";

    /// <summary>How long a row without a due time is kept.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task UpsertAsync(DueRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        return store.WriteAsync(
            (Row: row, EndedAt: row.DueAt is null ? time.GetUtcNow().UtcTicks : (long?)null),
            static (session, write) =>
            {
                using var upsert = session.Use(Upsert);
                upsert.Bind(1, (long)write.Row.Kind);
                upsert.Bind(2, write.Row.Key);
                upsert.Bind(3, write.Row.Revision);
                upsert.Bind(4, write.Row.DueAt?.UtcTicks);
                upsert.Bind(5, write.EndedAt);
                return upsert.Change();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(DueKind Kind, string Key)>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default) =>
        store.ClaimAsync(Claim, keyColumns: 2, static row => ((DueKind)row.GetInt64(0), row.GetText(1)), now, lease, limit, cancellationToken);
}
