using System.Diagnostics;

using Microsoft.Data.Sqlite;

using OrleansDefender.Silo.Storage;

namespace OrleansDefender.Tests.Benchmarks.Storage;

/// <summary>What one write costs the writer's thread, and what it would cost done otherwise: the reasons for the store's bare statements and for its having no savepoints.</summary>
/// <remarks>Options: <c>--writes</c> per line (200,000), <c>--bytes</c> (600), <c>--folder</c>. One thread, 512 updates per commit, as under load.</remarks>
internal static class WriterBenchmark
{
    private const int PerCommit = 512;
    private const int Rows = 10_000;
    private const string Update = "UPDATE item SET version = ?2, data = ?3 WHERE key = ?1 AND version = ?4";

    /// <summary>Runs all lines.</summary>
    public static Task RunAsync(BenchmarkArguments arguments)
    {
        var folder = arguments.Get("folder", Path.Combine(Path.GetTempPath(), $"defender-benchmark-{Environment.ProcessId}"));
        var writes = arguments.Get("writes", 200_000) / PerCommit * PerCommit;
        var data = new byte[arguments.Get("bytes", 600)];
        var options = new SqliteStoreOptions { DataFolder = folder };
        Directory.CreateDirectory(folder);
        try
        {
            using var session = SqliteSession.Open(options, forWriting: true);
            using var connection = new SqliteConnection($"Data Source={options.Path};Pooling=False");
            connection.Open();
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA synchronous=FULL";
            pragma.ExecuteNonQuery();
            session.RunScript("CREATE TABLE item (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, data BLOB NOT NULL)");
            session.RunScript(
                $"WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows - 1}) INSERT INTO item (key, version, data) SELECT 'thing-' || i, 0, zeroblob({data.Length}) FROM n");

            Console.WriteLine($"Microseconds per update of {data.Length} bytes, {PerCommit} per commit, one thread, least of three runs");
            Print("bare statement (as the store does)", writes, () => RunBare(session, writes, data, withSavepoint: false));
            Print("bare statement in a savepoint", writes, () => RunBare(session, writes, data, withSavepoint: true));
            Print("prepared command of ADO.NET", writes, () => RunCommand(connection, writes, data));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    private static void Print(string what, int writes, Action run)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            run();
            var elapsed = Stopwatch.GetElapsedTime(begin);
            least = elapsed < least ? elapsed : least;
        }

        Console.WriteLine($"{what,-44}{least.TotalMicroseconds / writes,8:N2}");
    }

    private static string KeyOf(int write) => $"thing-{(int)((long)write * 7919 % Rows)}";

    private static void RunBare(SqliteSession session, int writes, byte[] data, bool withSavepoint)
    {
        for (var i = 0; i < writes; i++)
        {
            if (i % PerCommit == 0)
            {
                session.Run("BEGIN IMMEDIATE");
            }

            if (withSavepoint)
            {
                session.Run("SAVEPOINT write");
            }

            using (var update = session.Use(Update))
            {
                update.Bind(1, KeyOf(i));
                update.Bind(2, 0);
                update.BindBlob(3, data);
                update.Bind(4, 0);
                Verify(update.Change());
            }

            if (withSavepoint)
            {
                session.Run("RELEASE write");
            }

            if (i % PerCommit == PerCommit - 1)
            {
                session.Run("COMMIT");
            }
        }
    }

    private static void RunCommand(SqliteConnection connection, int writes, byte[] data)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Update.Replace("?1", "$1", StringComparison.Ordinal).Replace("?2", "$2", StringComparison.Ordinal)
            .Replace("?3", "$3", StringComparison.Ordinal).Replace("?4", "$4", StringComparison.Ordinal);
        var key = command.Parameters.Add("$1", SqliteType.Text);
        command.Parameters.Add("$2", SqliteType.Integer).Value = 0;
        command.Parameters.Add("$3", SqliteType.Blob).Value = data;
        command.Parameters.Add("$4", SqliteType.Integer).Value = 0;
        SqliteTransaction? transaction = null;
        for (var i = 0; i < writes; i++)
        {
            if (i % PerCommit == 0)
            {
                transaction = connection.BeginTransaction();
                command.Transaction = transaction;
            }

            key.Value = KeyOf(i);
            Verify(command.ExecuteNonQuery());
            if (i % PerCommit == PerCommit - 1)
            {
                transaction!.Commit();
                transaction.Dispose();
            }
        }
    }

    private static void Verify(int changed)
    {
        if (changed != 1)
        {
            throw new InvalidOperationException($"An update changed {changed} rows.");
        }
    }
}
