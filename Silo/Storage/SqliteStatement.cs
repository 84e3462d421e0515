using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace OrleansDefender.Silo.Storage;

/// <summary>A prepared statement that is used again and again: bind, step, read, and reset by disposing the use of it.</summary>
/// <remarks>
/// Directly over SQLite's C interface: a command of the ADO.NET provider looks its parameters up by name and makes a reader for every execution, which
/// adds about a quarter to the writer's cost of a write (benchmark <c>storage-writer</c>). Not thread-safe: it belongs to its session.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares the statement.</summary>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds a text; parameters count from one.</summary>
    public void Bind(int parameter, string value) => Check(raw.sqlite3_bind_text(_statement, parameter, value));

    /// <summary>Binds a text that is UTF-8 already.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8) => Check(raw.sqlite3_bind_text(_statement, parameter, utf8));

    /// <summary>Binds bytes.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_statement, parameter, value));

    /// <summary>Binds a number, or NULL.</summary>
    public void Bind(int parameter, long? value) =>
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, parameter, number) : raw.sqlite3_bind_null(_statement, parameter));

    /// <summary>Goes to the next row; <see langword="false"/> at the end.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        return result switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Error(result),
        };
    }

    /// <summary>Runs a statement that changes rows, to its end.</summary>
    /// <returns>The rows it changed.</returns>
    public int Change()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Whether the column is NULL in this row; columns count from zero.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>The column as a number.</summary>
    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The column as a text.</summary>
    public string GetText(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>A copy of the column's bytes.</summary>
    public byte[] GetBlob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Ends this use: the statement lets go of the database's snapshot and of what was bound, and stays prepared.</summary>
    public void Dispose()
    {
        // The reset repeats the error of the last step, which was thrown already.
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    /// <summary>Gives the statement up for good.</summary>
    public void Release() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    private SqliteException Error(int result) =>
        new(raw.sqlite3_errmsg(_database).utf8_to_string(), result & 0xff, raw.sqlite3_extended_errcode(_database));
}
