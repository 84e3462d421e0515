using System.Threading.Channels;

using Microsoft.Data.Sqlite;

namespace OrleansDefender.Simulator.Storage;

/// <summary>The simulator's memory: one SQLite file, one thread that owns the connection, and group commit.</summary>
/// <remarks>
/// Work items run one after the other on the database's thread; those that wait together share a transaction. A work item's task completes
/// after its transaction is committed, so what a service has answered survives the process being killed. A work item that throws is rolled
/// back alone (savepoint).
/// </remarks>
internal sealed class SimDatabase : IAsyncDisposable
{
    private const int MostPerTransaction = 256;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _savepoint;
    private readonly SqliteCommand _rollbackItem;
    private readonly SqliteCommand _releaseItem;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly Channel<IWork> _queue = Channel.CreateBounded<IWork>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Task _loop;

    private SimDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Command("BEGIN IMMEDIATE");
        _savepoint = Command("SAVEPOINT item");
        _rollbackItem = Command("ROLLBACK TO item");
        _releaseItem = Command("RELEASE item");
        _commit = Command("COMMIT");
        _rollback = Command("ROLLBACK");
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private interface IWork
    {
        bool IsAbandoned { get; }

        void Execute(SqliteConnection connection);

        void Complete();

        void Fail(Exception error);
    }

    /// <summary>Opens or creates the file; <c>:memory:</c> keeps nothing.</summary>
    /// <remarks>The file is locked for this process alone: two simulators in one folder would each believe their own memory.</remarks>
    /// <exception cref="IOException">Another process has the file.</exception>
    public static SimDatabase Open(string path)
    {
        if (path != ":memory:" && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandTimeout = 1;

            // One by one: of several statements in one command only the first that returns a row tells of an error.
            string[] statements =
            [
                "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA temp_store=MEMORY", "BEGIN IMMEDIATE", "COMMIT",
            ];
            foreach (var statement in statements)
            {
#pragma warning disable CA2100 // The texts are above.
                command.CommandText = statement;
#pragma warning restore CA2100
                command.ExecuteNonQuery();
            }

            return new SimDatabase(connection);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            const int busy = 5;
            throw new IOException(error.SqliteErrorCode == busy ? $"Another process uses {path}." : $"{path} cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>Runs <paramref name="work"/> on the database's thread; completes once what it wrote is committed.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken = default)
    {
        var item = new Work<T>(work, cancellationToken);
        await _queue.Writer.WriteAsync(item, cancellationToken);
        return await item.Task;
    }

    /// <inheritdoc cref="RunAsync{T}(Func{SqliteConnection, T}, CancellationToken)"/>
    public Task RunAsync(Action<SqliteConnection> work, CancellationToken cancellationToken = default) =>
        RunAsync(
            connection =>
            {
                work(connection);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await _connection.DisposeAsync();
    }

    private void Run()
    {
        var batch = new List<IWork>(MostPerTransaction);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MostPerTransaction && _queue.Reader.TryRead(out var item))
            {
                if (!item.IsAbandoned)
                {
                    batch.Add(item);
                }
            }

            Commit(batch);
        }
    }

    private void Commit(List<IWork> batch)
    {
        var done = new List<IWork>(batch.Count);
        try
        {
            _begin.ExecuteNonQuery();
            foreach (var item in batch)
            {
                _savepoint.ExecuteNonQuery();
                try
                {
                    item.Execute(_connection);
                    done.Add(item);
                }
#pragma warning disable CA1031 // Whatever a work item throws is its caller's, not the loop's.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    _rollbackItem.ExecuteNonQuery();
                    item.Fail(error);
                }

                _releaseItem.ExecuteNonQuery();
            }

            _commit.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            // A transaction left open would fail every later one: the file may be full now and have room again later.
            try
            {
                _rollback.ExecuteNonQuery();
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself.
            }

            foreach (var item in batch)
            {
                item.Fail(error);
            }

            return;
        }

        foreach (var item in done)
        {
            item.Complete();
        }
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private sealed class Work<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) : IWork
    {
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _source.Task;

        public bool IsAbandoned
        {
            get
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    _source.TrySetCanceled(cancellationToken);
                    return true;
                }

                return false;
            }
        }

        public void Execute(SqliteConnection connection) => _result = work(connection);

        public void Complete() => _source.TrySetResult(_result);

        public void Fail(Exception error) => _source.TrySetException(error);
    }
}
