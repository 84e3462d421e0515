using Microsoft.Data.Sqlite;

namespace OrleansDefender.Simulator.Storage;

/// <summary>Statements of one connection, prepared once each. Used on the database's thread only.</summary>
internal sealed class SqlStatements
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    /// <summary>Runs a statement; <c>$0</c>, <c>$1</c>, … are the values. Returns how many rows it changed.</summary>
    public int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values) => Prepare(connection, sql, values).ExecuteNonQuery();

    /// <summary>Runs a query; <c>$0</c>, <c>$1</c>, … are the values.</summary>
    public List<T> Query<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(connection, sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private SqliteCommand Prepare(SqliteConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are the tables' own.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
