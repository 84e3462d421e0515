using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace OrleansDefender.Silo.Storage;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    // Statements are constants of the program; more than these would be texts made at run time, which must not be.
    private const int MostStatements = 64;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private long _nextVersion;
    private long _endVersion;

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open. SQLite ends one by itself after some errors.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Database) == 0;

    /// <summary>Rows changed through this connection since it was opened.</summary>
    public long TotalChanges => raw.sqlite3_total_changes(Database);

    private sqlite3 Database => _connection.Handle ?? throw new ObjectDisposedException(nameof(SqliteSession));

    /// <summary>Opens the file, and creates it for writing.</summary>
    /// <exception cref="SqliteException">SQLite could not.</exception>
    public static SqliteSession Open(SqliteStoreOptions options, bool forWriting)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = forWriting ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.RunScript($"PRAGMA busy_timeout={(long)options.BusyTimeout.TotalMilliseconds}; PRAGMA temp_store=MEMORY;");
            if (forWriting)
            {
                // FULL: a commit is on the disk before it is answered; NORMAL would lose the last ones when the power goes.
                // A log of 32 MiB before it is brought into the file, not SQLite's 4: pages written again and again are then carried over once (about
                // twice the writes per second); opening after a crash reads it in well under a second.
                session.RunScript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864;");
                if (options.MostPages is { } pages)
                {
                    session.RunScript($"PRAGMA max_page_count={pages};");
                }
            }
            else
            {
                session.RunScript("PRAGMA query_only=ON;");
            }

            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A statement, prepared at its first use; dispose the use of it, which keeps it prepared.</summary>
    public SqliteStatement Use(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MostStatements)
            {
                throw new InvalidOperationException($"More than {MostStatements} different statements: texts of SQL must be constants.");
            }

            statement = new SqliteStatement(Database, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs a prepared statement that has neither parameters nor rows to read.</summary>
    public void Run(string sql)
    {
        using var statement = Use(sql);
        statement.Change();
    }

    /// <summary>Runs several statements once.</summary>
    public void RunScript(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement once for its single number.</summary>
    public long RunScalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A number that no row of this store ever had as its version.</summary>
    /// <remarks>
    /// One sequence for the whole store, not one per row: a row that is deleted and made again must not come back to a version that somebody
    /// still holds from before.
    /// </remarks>
    public long NextVersion() =>
        _nextVersion < _endVersion ? _nextVersion++ : throw new InvalidOperationException("No versions are reserved: this is not the writer's session, or one write takes many.");

    /// <summary>Has at least this many versions at hand; outside of a transaction.</summary>
    /// <remarks>Durable before the first is used. What is left of a reservation when the store is closed is skipped.</remarks>
    public void ReserveVersions(int count)
    {
        if (_endVersion - _nextVersion >= count)
        {
            return;
        }

        using var statement = Use("UPDATE version_sequence SET next = next + 1000000 RETURNING next");
        statement.Step();
        var end = statement.GetInt64(0);
        statement.Change();
        _endVersion = end;
        _nextVersion = end - 1_000_000;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Release();
        }

        _statements.Clear();
        _connection.Dispose();
    }
}
