using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Storage;

/// <summary>The watch list in the local database.</summary>
internal sealed class SqliteWatchList(SqliteStore store) : IWatchList
{
    private const int MostRows = 1000;

    // The column of Count that counts a posture of 1.
    private const int FirstPosture = 5;

    private const string Columns = "account, region, thing, revision, severity, open_alarms, closed_alarms, flags, due_at, last_event_at, posture, audit_findings";

    // The lease belongs to a due time: another one takes it away, a row that only says something else leaves it.
    private const string Upsert =
        $"""
        INSERT INTO watch ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (account, region, thing) DO UPDATE SET
            revision = excluded.revision, severity = excluded.severity, open_alarms = excluded.open_alarms, closed_alarms = excluded.closed_alarms,
            flags = excluded.flags, due_at = excluded.due_at, last_event_at = excluded.last_event_at,
            posture = excluded.posture, audit_findings = excluded.audit_findings,
            claimed_until = CASE WHEN watch.due_at IS excluded.due_at THEN watch.claimed_until END
        WHERE excluded.revision > watch.revision
        """;

    // Two ranges of one index, the rest of the cursor's severity and the severities below, which SQLite merges without sorting; as one condition it would walk
    // over all rows of the cursor's severity again for every page.
    internal const string Page =
        $"""
        SELECT {Columns} FROM watch WHERE severity = ?1 AND severity >= ?5 AND (account, region, thing) > (?2, ?3, ?4) AND {Matches}
        UNION ALL
        SELECT {Columns} FROM watch WHERE severity < ?1 AND severity >= ?5 AND {Matches}
        ORDER BY severity DESC, account, region, thing LIMIT ?7
        """;

    private const string Matches = "(?6 IS NULL OR (open_alarms > 0) = ?6) AND posture >= ?8";

    // The table's own order.
    internal const string Walk =
        "SELECT account, region, thing FROM watch WHERE account = ?1 AND region = ?2 AND thing > ?3 AND open_alarms > 0 ORDER BY thing LIMIT ?4";

    // 8 is WatchFlags.Withheld, written out: the index is found only by the very same condition. Named, since the table's own order would do as well.
    internal const string WalkWithheld =
        """
        SELECT account, region, thing FROM watch INDEXED BY watch_withheld
        WHERE account = ?1 AND region = ?2 AND thing > ?3 AND (flags & 8) <> 0 ORDER BY thing LIMIT ?4
        """;

    private const string MakeDue =
        """
        UPDATE watch SET due_at = ?4, claimed_until = NULL
        WHERE account = ?1 AND region = ?2 AND thing = ?3 AND (due_at IS NULL OR due_at > ?4)
        """;

    // By severity alone, which the index has sorted: grouping by posture as well would sort the whole table.
    private const string Count =
        """
        SELECT severity, COUNT(*), SUM(open_alarms), SUM(closed_alarms), SUM((flags & ?1) <> 0),
            SUM(posture = 1), SUM(posture = 2), SUM(posture = 3), SUM(posture = 4), SUM(posture = 5)
        FROM watch GROUP BY severity
        """;

    internal const string Claim =
        """
        UPDATE watch SET claimed_until = ?2
        WHERE (account, region, thing) IN (
            SELECT account, region, thing FROM watch
            WHERE due_at <= ?1 AND (claimed_until IS NULL OR claimed_until <= ?1)
            ORDER BY due_at, account, region, thing LIMIT ?3)
        RETURNING account, region, thing, due_at
        """;

    /// <inheritdoc/>
    public Task UpsertAsync(WatchRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        return store.WriteAsync(
            row,
            static (session, row) =>
            {
                using var upsert = session.Use(Upsert);
                upsert.Bind(1, row.Thing.Scope.Account);
                upsert.Bind(2, row.Thing.Scope.Region);
                upsert.Bind(3, row.Thing.Name);
                upsert.Bind(4, row.Revision);
                upsert.Bind(5, (long)row.Severity);
                upsert.Bind(6, row.OpenAlarms);
                upsert.Bind(7, row.ClosedAlarms);
                upsert.Bind(8, (long)row.Flags);
                upsert.Bind(9, row.DueAt?.UtcTicks);
                upsert.Bind(10, row.LastEventAt.UtcTicks);
                upsert.Bind(11, (long)row.Posture);
                upsert.Bind(12, row.AuditFindings);
                return upsert.Change();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<WatchPage> QueryAsync(WatchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostRows);

        var after = query.Cursor is { } cursor ? WatchCursor.Parse(cursor) : (WatchCursor?)null;
        var rows = await store.ReadAsync((query, after), static (session, q) => Read(session, q.query, q.after), cancellationToken).ConfigureAwait(false);

        // One row more than asked for was looked for: its presence says that there is a next page.
        if (rows.Count <= query.Limit)
        {
            return new WatchPage(rows, null);
        }

        rows.RemoveAt(query.Limit);
        return new WatchPage(rows, WatchCursor.At(rows[^1]).ToString());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkOpenAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        WalkAsync(Walk, scope, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> WalkWithheldAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default) =>
        WalkAsync(WalkWithheld, scope, after, limit, cancellationToken);

    /// <inheritdoc/>
    public Task MakeDueAsync(IReadOnlyList<ThingKey> things, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(things);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(things.Count, MostRows);
        return things.Count == 0 ? Task.CompletedTask : store.WriteAsync(
            (Things: things, At: at.UtcTicks),
            static (session, write) =>
            {
                foreach (var thing in write.Things)
                {
                    using var update = session.Use(MakeDue);
                    update.Bind(1, thing.Scope.Account);
                    update.Bind(2, thing.Scope.Region);
                    update.Bind(3, thing.Name);
                    update.Bind(4, write.At);
                    update.Change();
                }

                return 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FleetCounts> CountAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync(WatchFlags.Rejected, static (session, rejected) => ReadCounts(session, rejected), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ThingKey>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default) =>
        store.ClaimAsync(Claim, keyColumns: 3, KeyOf, now, lease, limit, cancellationToken);

    private async Task<IReadOnlyList<ThingKey>> WalkAsync(string sql, AccountRegion scope, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostRows);
        return await store.ReadAsync(
            (sql, scope, after, limit),
            static (session, walk) =>
            {
                using var select = session.Use(walk.sql);
                select.Bind(1, walk.scope.Account);
                select.Bind(2, walk.scope.Region);
                select.Bind(3, walk.after ?? string.Empty);
                select.Bind(4, walk.limit);
                var things = new List<ThingKey>();
                while (select.Step())
                {
                    things.Add(KeyOf(select));
                }

                return things;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static List<WatchRow> Read(SqliteSession session, WatchQuery query, WatchCursor? after)
    {
        using var select = session.Use(Page);

        // Without a cursor: below a severity that is above all.
        select.Bind(1, after is { } position ? (long)position.Severity : (long)Severity.Critical + 1);
        select.Bind(2, after?.Thing.Scope.Account ?? string.Empty);
        select.Bind(3, after?.Thing.Scope.Region ?? string.Empty);
        select.Bind(4, after?.Thing.Name ?? string.Empty);
        select.Bind(5, (long)query.MinSeverity);
        select.Bind(6, query.IsOpen is { } isOpen ? (isOpen ? 1 : 0) : (long?)null);
        select.Bind(7, query.Limit + 1);
        select.Bind(8, (long)query.MinPosture);
        var rows = new List<WatchRow>(Math.Min(query.Limit + 1, 128));
        while (select.Step())
        {
            rows.Add(new WatchRow
            {
                Thing = KeyOf(select),
                Revision = select.GetInt64(3),
                Severity = (Severity)select.GetInt64(4),
                OpenAlarms = (int)select.GetInt64(5),
                ClosedAlarms = (int)select.GetInt64(6),
                Flags = (WatchFlags)select.GetInt64(7),
                DueAt = select.IsNull(8) ? null : new DateTimeOffset(select.GetInt64(8), TimeSpan.Zero),
                LastEventAt = new DateTimeOffset(select.GetInt64(9), TimeSpan.Zero),
                Posture = (Severity)select.GetInt64(10),
                AuditFindings = (int)select.GetInt64(11),
            });
        }

        return rows;
    }

    private static FleetCounts ReadCounts(SqliteSession session, WatchFlags rejected)
    {
        var bySeverity = Enum.GetValues<Severity>().ToDictionary(severity => severity, _ => 0L);
        var byPosture = bySeverity.ToDictionary();
        long things = 0, open = 0, closed = 0, refused = 0;
        using var count = session.Use(Count);
        count.Bind(1, (long)rejected);
        while (count.Step())
        {
            bySeverity[(Severity)count.GetInt64(0)] = count.GetInt64(1);
            things += count.GetInt64(1);
            open += count.GetInt64(2);
            closed += count.GetInt64(3);
            refused += count.GetInt64(4);
            foreach (var severity in byPosture.Keys.Where(static severity => severity != Severity.None))
            {
                byPosture[severity] += count.GetInt64(FirstPosture + (int)severity - 1);
            }
        }

        byPosture[Severity.None] = things - byPosture.Values.Sum();
        return new FleetCounts
        {
            Things = things,
            BySeverity = bySeverity,
            ByPosture = byPosture,
            OpenAlarms = open,
            ClosedAlarms = closed,
            Rejected = refused,
        };
    }

    private static ThingKey KeyOf(SqliteStatement row) => new(row.GetText(0), row.GetText(1), row.GetText(2));
}
