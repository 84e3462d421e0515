using System.Globalization;
using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The hub's tables, as one work item of the database's thread sees them.</summary>
/// <remarks>
/// A finding is one row: its key, the columns that queries narrow by, and its JSON. Rows are numbered in the order of creation and keep their number, so that a
/// page can go on after the last number of the page before. Findings past their retention are invisible at once and deleted little by little.
/// A customer's update waits in a table of its own until it is due, and is applied before anything looks at findings.
/// </remarks>
internal sealed partial class FindingStore : IDisposable
{
    /// <summary>The SQL function that turns a timestamp into a number that sorts by time.</summary>
    public const string TimeFunction = "asff_time";

    private const int MostDeletedAtOnce = 1000;
    private const int UpdatesAtOnce = 500;
    private const int LargestChunk = 8 * 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly DateTimeOffset _now;
    private readonly ILogger _logger;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;

    private FindingStore(SqliteConnection connection, DateTimeOffset now, ILogger logger)
    {
        _connection = connection;
        _now = now;
        _logger = logger;
        _find = Command(
            "SELECT number, owned, body, expires_at FROM hub_findings WHERE account=$account AND region=$region AND id=$id AND product_arn=$product",
            "$account", "$region", "$id", "$product");
        _insert = Command(
            """
            INSERT INTO hub_findings(account, region, product_arn, id, record_state, workflow, severity, expires_at, owned, body)
            VALUES($account, $region, $product, $id, $state, $workflow, $severity, $expires, $owned, $body)
            """,
            "$account", "$region", "$product", "$id", "$state", "$workflow", "$severity", "$expires", "$owned", "$body");
        _update = Command(
            """
            UPDATE hub_findings SET record_state=$state, workflow=$workflow, severity=$severity, expires_at=$expires, owned=$owned, body=$body
            WHERE number=$number
            """,
            "$number", "$state", "$workflow", "$severity", "$expires", "$owned", "$body");
    }

    /// <summary>Makes the tables where they do not exist, and the SQL function, which belongs to the connection.</summary>
    public static void Create(SqliteConnection connection)
    {
        connection.CreateFunction(
            TimeFunction,
            (string? text) => text is not null && AsffTimestamp.TryParse(text, out var time) ? time.Seconds + (time.Nanoseconds / 1e9) : (double?)null,
            isDeterministic: true);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            CREATE TABLE IF NOT EXISTS hub_findings(
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                account TEXT NOT NULL,
                region TEXT NOT NULL,
                product_arn TEXT NOT NULL,
                id TEXT NOT NULL,
                record_state TEXT NOT NULL,
                workflow TEXT NOT NULL,
                severity TEXT NOT NULL,
                expires_at INTEGER NOT NULL,
                owned INTEGER NOT NULL,
                body TEXT NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS hub_findings_key ON hub_findings(account, region, id, product_arn);
            CREATE INDEX IF NOT EXISTS hub_findings_order ON hub_findings(account, region);
            CREATE INDEX IF NOT EXISTS hub_findings_state ON hub_findings(account, region, record_state, workflow, severity);
            CREATE INDEX IF NOT EXISTS hub_findings_expiry ON hub_findings(expires_at);
            CREATE TABLE IF NOT EXISTS hub_updates(
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                due INTEGER NOT NULL,
                account TEXT NOT NULL,
                region TEXT NOT NULL,
                product_arn TEXT NOT NULL,
                id TEXT NOT NULL,
                at INTEGER NOT NULL,
                body TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS hub_updates_due ON hub_updates(due);
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>Opens the tables at a moment: what has expired by then goes, and the updates that are due by then are applied.</summary>
    public static FindingStore Open(SqliteConnection connection, DateTimeOffset now, ILogger logger)
    {
        var store = new FindingStore(connection, now, logger);
        try
        {
            store.DeleteExpired();
            store.ApplyDueUpdates();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Finds a finding and its number.</summary>
    public (long Number, StoredFinding Stored)? Find(FindingKey key)
    {
        Set(_find, key.Account, key.Region, key.Id, key.ProductArn);
        using var reader = _find.ExecuteReader();
        if (!reader.Read())
        {
            return null;
        }

        var number = reader.GetInt64(0);
        if (reader.GetInt64(3) > _now.ToUnixTimeSeconds())
        {
            return (number, new StoredFinding(JsonNode.Parse(reader.GetString(2))!.AsObject(), (CustomerFields)reader.GetInt32(1)));
        }

        reader.Close();
        Execute("DELETE FROM hub_findings WHERE number=$number", ("$number", number));
        return null;
    }

    /// <summary>Adds a finding.</summary>
    public void Insert(FindingKey key, StoredFinding stored) =>
        Run(_insert, [key.Account, key.Region, key.ProductArn, key.Id, .. Columns(stored)]);

    /// <summary>Replaces a finding.</summary>
    public void Replace(long number, StoredFinding stored) => Run(_update, [number, .. Columns(stored)]);

    /// <summary>Keeps an update until it is due.</summary>
    /// <param name="key">The finding.</param>
    /// <param name="update">The request without its identifiers, as JSON.</param>
    /// <param name="due">When it becomes visible.</param>
    public void Postpone(FindingKey key, string update, DateTimeOffset due) => Execute(
        "INSERT INTO hub_updates(due, account, region, product_arn, id, at, body) VALUES($due, $account, $region, $product, $id, $at, $body)",
        ("$due", due.ToUnixTimeMilliseconds()),
        ("$account", key.Account),
        ("$region", key.Region),
        ("$product", key.ProductArn),
        ("$id", key.Id),
        ("$at", _now.ToUnixTimeMilliseconds()),
        ("$body", update));

    /// <summary>Reads rows that can pass a query, in the order of creation.</summary>
    /// <param name="account">The hub's account.</param>
    /// <param name="region">The hub's Region.</param>
    /// <param name="query">The query. Its other conditions are the caller's to check.</param>
    /// <param name="position">As <see cref="FindingQuery.Position"/>.</param>
    /// <param name="most">The most rows; also bounded in bytes.</param>
    public FindingChunk Read(string account, string region, FindingQuery query, long position, int most)
    {
        if (query.IsEmpty)
        {
            return new FindingChunk([], true);
        }

        using var command = Command(PageSql(query), "$account", "$region", "$after", "$now", "$most");
        Set(command, account, region, position, _now.ToUnixTimeSeconds(), most);
        foreach (var (index, id) in (query.Ids ?? []).Index())
        {
            command.Parameters.AddWithValue($"$id{index}", id);
        }

        using var reader = command.ExecuteReader();
        return Collect(reader, most);
    }

    /// <summary>The numbers of the rows that can pass a query with an order, in that order.</summary>
    /// <remarks>
    /// It sorts all that can pass, keys and numbers only, and skips what came before: once per call. No index serves it: that is for people, not for polling.
    /// </remarks>
    /// <param name="account">The hub's account.</param>
    /// <param name="region">The hub's Region.</param>
    /// <param name="query">The query.</param>
    /// <param name="most">The most numbers.</param>
    public IReadOnlyList<long> Sort(string account, string region, FindingQuery query, int most)
    {
        using var numbers = Command(
            $"""
            SELECT number FROM hub_findings INDEXED BY hub_findings_order
            WHERE account=$account AND region=$region AND expires_at>$now
            AND record_state IN ({Quoted(query.RecordStates)}) AND workflow IN ({Quoted(query.WorkflowStatuses)}) AND severity IN ({Quoted(query.SeverityLabels)})
            ORDER BY {query.Order}, number LIMIT $most OFFSET $skip
            """,
            "$account", "$region", "$now", "$most", "$skip");
        Set(numbers, account, region, _now.ToUnixTimeSeconds(), most, query.Position);
        var sorted = new List<long>();
        using var reader = numbers.ExecuteReader();
        while (reader.Read())
        {
            sorted.Add(reader.GetInt64(0));
        }

        return sorted;
    }

    /// <summary>Reads rows by their numbers; bounded in bytes.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="start">The place of the first of them to read.</param>
    /// <param name="most">The most numbers to look up.</param>
    /// <returns>The rows that are still there, and the place after the last number that was looked up.</returns>
    public (IReadOnlyList<FindingRow> Rows, int Next) ReadNumbers(IReadOnlyList<long> numbers, int start, int most)
    {
        using var body = Command("SELECT body FROM hub_findings WHERE number=$number", "$number");
        var rows = new List<FindingRow>();
        var size = 0;
        var next = start;
        while (next < numbers.Count && next - start < most && size <= LargestChunk)
        {
            Set(body, numbers[next]);
            if (body.ExecuteScalar() is string text)
            {
                rows.Add(new FindingRow(numbers[next], text));
                size += text.Length;
            }

            next++;
        }

        return (rows, next);
    }

    /// <summary>The SQL of a page in the order of creation.</summary>
    /// <remarks>
    /// Each combination of state, workflow and severity is a stretch of one index that is ordered by number, and SQLite merges the stretches: a page costs its
    /// own rows, however many findings do not pass. Without such a condition, the index by hub alone is one such stretch.
    /// </remarks>
    public static string PageSql(FindingQuery query)
    {
        const string Columns = "SELECT number, body FROM hub_findings INDEXED BY";
        const string Condition = "WHERE account=$account AND region=$region AND number>$after AND expires_at>$now";
        string rows;
        if (query.Ids is { } ids)
        {
            rows = $"{Columns} hub_findings_key {Condition} AND id IN ({string.Join(',', ids.Select((_, index) => $"$id{index}"))})";
        }
        else if (query.IsNarrowed)
        {
            rows = string.Join(
                " UNION ALL ",
                from state in query.RecordStates
                from workflow in query.WorkflowStatuses
                from severity in query.SeverityLabels
                select $"{Columns} hub_findings_state {Condition} AND record_state='{state}' AND workflow='{workflow}' AND severity='{severity}'");
        }
        else
        {
            rows = $"{Columns} hub_findings_order {Condition}";
        }

        return rows + " ORDER BY number LIMIT $most";
    }

    /// <summary>Counts a hub's findings by record state, workflow status and severity label.</summary>
    public IReadOnlyList<FindingCount> Count(string account, string region)
    {
        using var command = Command(
            """
            SELECT record_state, workflow, severity, COUNT(*) FROM hub_findings
            WHERE account=$account AND region=$region GROUP BY record_state, workflow, severity
            """,
            "$account", "$region");
        Set(command, account, region);
        using var reader = command.ExecuteReader();
        var counts = new List<FindingCount>();
        while (reader.Read())
        {
            counts.Add(new FindingCount(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        }

        return counts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
    }

    private static object[] Columns(StoredFinding stored) =>
    [
        stored.Finding.Text("RecordState")!,
        stored.Finding["Workflow"]!["Status"]!.GetValue<string>(),
        stored.Finding["Severity"]!["Label"]!.GetValue<string>(),
        FindingRules.ExpiresAt(stored.Finding),
        (int)stored.Owned,
        stored.Finding.ToCompactJson(),
    ];

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }
    }

    private static void Run(SqliteCommand command, object[] values)
    {
        Set(command, values);
        command.ExecuteNonQuery();
    }

    private static FindingChunk Collect(SqliteDataReader reader, int most)
    {
        var rows = new List<FindingRow>();
        var size = 0;
        while (reader.Read())
        {
            rows.Add(new FindingRow(reader.GetInt64(0), reader.GetString(1)));
            size += rows[^1].Body.Length;
            if (size > LargestChunk)
            {
                return new FindingChunk(rows, false);
            }
        }

        return new FindingChunk(rows, rows.Count < most);
    }

    // The values are this code's own constants.
    private static string Quoted(IEnumerable<string> constants) => string.Join(',', constants.Select(constant => $"'{constant}'"));

    private void DeleteExpired() => Execute(
        $"DELETE FROM hub_findings WHERE number IN (SELECT number FROM hub_findings WHERE expires_at<=$now LIMIT {MostDeletedAtOnce.ToString(CultureInfo.InvariantCulture)})",
        ("$now", _now.ToUnixTimeSeconds()));

    private void ApplyDueUpdates()
    {
        var due = DueUpdates();
        while (due.Count > 0)
        {
            foreach (var (sequence, key, at, update) in due)
            {
                try
                {
                    // A finding that expired while its update waited has nothing to update.
                    if (Find(key) is var (number, stored))
                    {
                        Replace(number, FindingRules.Update(stored, JsonNode.Parse(update)!.AsObject(), at));
                    }
                }
#pragma warning disable CA1031 // Every call applies what is due first: one update that cannot be applied would stop the hub for ever.
                catch (Exception error) when (error is not SqliteException)
#pragma warning restore CA1031
                {
                    LogUpdateDropped(_logger, error, key.Id, key.Account, key.Region);
                }

                Execute("DELETE FROM hub_updates WHERE sequence=$sequence", ("$sequence", sequence));
            }

            due = DueUpdates();
        }
    }

    private List<(long Sequence, FindingKey Key, DateTimeOffset At, string Update)> DueUpdates()
    {
        using var command = Command(
            "SELECT sequence, account, region, product_arn, id, at, body FROM hub_updates WHERE due<=$now ORDER BY due, sequence LIMIT $most",
            "$now", "$most");
        Set(command, _now.ToUnixTimeMilliseconds(), UpdatesAtOnce);
        using var reader = command.ExecuteReader();
        var due = new List<(long, FindingKey, DateTimeOffset, string)>();
        while (reader.Read())
        {
            due.Add((
                reader.GetInt64(0),
                new FindingKey(reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
                reader.GetString(6)));
        }

        return due;
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    [LoggerMessage(
        EventName = "UpdateDropped", Level = LogLevel.Error, Message = "A waiting update of finding {Id} of account {Account} in {Region} cannot be applied and is dropped")]
    private static partial void LogUpdateDropped(ILogger logger, Exception error, string id, string account, string region);
}
