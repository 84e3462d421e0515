using System.Globalization;
using System.Threading.Channels;

using Microsoft.Data.Sqlite;

namespace OrleansDefender.Silo.Storage;

/// <summary>The local database: one file, one writer with group commit, a few connections that read.</summary>
/// <remarks>
/// <para>
/// A write's task completes after the commit that contains it is on the disk. Writes that wait at the same time share a transaction, in the order in
/// which they came; the more callers there are, the more writes one flush of the disk serves.
/// </para>
/// <para>
/// A write must make at most one changing statement. SQLite undoes a statement that fails, so a write that fails (a constraint, a wrong version) fails
/// alone without a savepoint around each, which would add about a quarter to its cost (benchmark <c>storage-writer</c>). One that changed something and
/// failed later takes its whole transaction with it, rather than being half kept. A failure of the disk or of the commit fails all writes of the
/// transaction, and nothing of them is kept.
/// </para>
/// <para>A write is cancelled as long as it waits, and never once it has begun. A read sees everything that was acknowledged before it began.</para>
/// </remarks>
internal sealed partial class SqliteStore : IAsyncDisposable
{
    // What waits behind a long transaction waits at most about this long, plus one write.
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly int _mostPerTransaction;
    private readonly SqliteSession _session;
    private readonly Channel<SqliteSession> _idleReaders;
    private readonly Channel<Work> _queue;
    private readonly List<Work> _done;
    private readonly Task _loop;
    private long _writes;
    private long _transactions;
    private long _failedWrites;
    private long _reads;
    private int _isDisposed;
    private volatile SqliteWriteTrouble? _trouble;
    private Exception? _troubleOfTransaction;
    private bool _isTroubleNews;
    private bool _hasProbed;
    private volatile Exception? _end;

    private SqliteStore(SqliteStoreOptions options, SqliteSession session, SqliteSession[] readers, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _time = time;
        _path = options.Path;
        _mostPerTransaction = options.MostPerTransaction;
        _session = session;
        _idleReaders = Channel.CreateBounded<SqliteSession>(readers.Length);
        foreach (var reader in readers)
        {
            _idleReaders.Writer.TryWrite(reader);
        }

        _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _done = new List<Work>(_mostPerTransaction);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// What keeps writes from being made (the disk, its space, the file), since the first that failed for it; <see langword="null"/> once one has succeeded.
    /// Want of room is over only when <see cref="ProbeAsync"/> has found some: a write that overwrites what is there succeeds on a full disk as well.
    /// </summary>
    public SqliteWriteTrouble? WriteTrouble => _trouble;

    /// <summary>What was done since the store was opened.</summary>
    public SqliteStoreStatistics Statistics => new(
        Interlocked.Read(ref _writes),
        Interlocked.Read(ref _transactions),
        Interlocked.Read(ref _failedWrites),
        Interlocked.Read(ref _reads));

    /// <summary>Opens the file, creates it where it is missing, and brings its tables up to date.</summary>
    /// <exception cref="SqliteStoreException">The file cannot be opened, is damaged, held by others, or newer than this program.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore> logger)
    {
        var sessions = new List<SqliteSession>();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(options.Path)!);
            var session = SqliteSession.Open(options, forWriting: true);
            sessions.Add(session);
            SqliteSchema.Migrate(session, options.Path);
            session.ReserveVersions(options.MostPerTransaction);
            for (var i = 0; i < options.ReadConnections; i++)
            {
                sessions.Add(SqliteSession.Open(options, forWriting: false));
            }

            var store = new SqliteStore(options, session, [.. sessions.Skip(1)], time, logger);
            LogOpened(logger, options.Path, SqliteSchema.Version);
            return store;
        }
        catch (Exception error)
        {
            sessions.ForEach(session => session.Dispose());
            throw error switch
            {
                SqliteException sqlite => SqliteStoreException.From(sqlite, options.Path),
                IOException or UnauthorizedAccessException => new SqliteStoreException(
                    SqliteStoreFailure.ReadOnly, $"The folder of {options.Path} cannot be made: {error.Message}", error),
                _ => error,
            };
        }
    }

    /// <summary>Runs <paramref name="write"/> on the writer's thread, and completes once what it wrote is durable.</summary>
    /// <param name="state">What the function needs; passed along so that it can be static.</param>
    /// <param name="write">Makes at most one changing statement, and returns what the caller shall know.</param>
    /// <param name="cancellationToken">Takes the write back while it waits.</param>
    /// <exception cref="SqliteStoreException">The write failed; nothing of it is kept.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> write, CancellationToken cancellationToken = default)
    {
        var work = new Work<TState, TResult>(state, write, cancellationToken);
        if (!_queue.Writer.TryWrite(work))
        {
            try
            {
                await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                throw _end is { } end
                    ? new SqliteStoreException(SqliteStoreFailure.Other, $"{_path} is no longer written: the writer ended; restart the process.", end)
                    : new ObjectDisposedException(nameof(SqliteStore), $"{_path} is closed.");
            }
        }

        return await work.Task.ConfigureAwait(false);
    }

    /// <summary>Writes a little that changes nothing, and takes some room and gives it back: tells whether writing is possible again where nobody else writes.</summary>
    /// <exception cref="SqliteStoreException">It is not.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken = default) => WriteAsync(
        this,
        static (session, store) =>
        {
            // More than a page, so that one that happens to be free proves nothing. Taken back at once: no table of it ever reaches the file.
            session.RunScript("SAVEPOINT probe; CREATE TABLE probe AS SELECT zeroblob(65536) AS room; ROLLBACK TO probe; RELEASE probe");

            // A version that is written again is a page that goes to the disk.
            session.RunScript(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SqliteSchema.Version}"));
            store._hasProbed = true;
            return 0;
        },
        cancellationToken);

    /// <summary>Runs <paramref name="read"/> on a connection that reads, as soon as one is free.</summary>
    /// <exception cref="SqliteStoreException">The read failed.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async Task<TResult> ReadAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> read, CancellationToken cancellationToken = default)
    {
        SqliteSession session;
        try
        {
            session = await _idleReaders.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore), $"{_path} is closed.");
        }

        try
        {
            // Off the caller's scheduler: a grain's turn must not wait for the disk.
            var result = await Task.Run(() => read(session, state), CancellationToken.None).ConfigureAwait(false);
            Interlocked.Increment(ref _reads);
            return result;
        }
        catch (SqliteException error)
        {
            throw SqliteStoreException.From(error, _path);
        }
        finally
        {
            // The channel is complete once the store closes; then whoever uses a connection last closes it.
            if (!_idleReaders.Writer.TryWrite(session))
            {
                session.Dispose();
            }
        }
    }

    /// <summary>Lets the writes that wait finish, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);

        _idleReaders.Writer.TryComplete();
        while (_idleReaders.Reader.TryRead(out var reader))
        {
            reader.Dispose();
        }

        // The last connection to close brings the log into the file and removes it.
        _session.Dispose();
        LogClosed(_logger, _path);
    }

    private void Run()
    {
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                RunTransaction();
            }
        }
#pragma warning disable CA1031 // Nobody waits for this thread: whoever waits for a write has to hear of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _end = error;
            _trouble = new SqliteWriteTrouble(_time.GetUtcNow(), error);
            _queue.Writer.TryComplete(error);
            foreach (var work in _done)
            {
                work.Fail(error);
            }

            while (_queue.Reader.TryRead(out var work))
            {
                work.Fail(error);
            }
        }
    }

    private void RunTransaction()
    {
        _done.Clear();
        _troubleOfTransaction = null;
        _isTroubleNews = false;
        _hasProbed = false;
        var hasBegun = false;
        try
        {
            _session.ReserveVersions(_mostPerTransaction);
            _session.Run("BEGIN IMMEDIATE");
            hasBegun = true;
            ExecuteWaiting();
            _session.Run("COMMIT");
        }
#pragma warning disable CA1031 // Whatever happens belongs to the writes of this transaction; the writer goes on with the next.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!hasBegun)
            {
                TakeWaiting();
            }

            Fail(error);
            return;
        }

        if (_troubleOfTransaction is null && _done.Count > 0 && (_hasProbed || _trouble?.Error is not SqliteStoreException { Failure: SqliteStoreFailure.Full }))
        {
            _trouble = null;
        }

        Interlocked.Increment(ref _transactions);
        Interlocked.Add(ref _writes, _done.Count);
        foreach (var work in _done)
        {
            work.Complete();
        }

        if (_isTroubleNews)
        {
            Log(() => LogWriteFailed(_logger, _troubleOfTransaction!));
        }
    }

    private void ExecuteWaiting()
    {
        var begin = _time.GetTimestamp();
        for (var taken = 0; taken < _mostPerTransaction && _queue.Reader.TryRead(out var work); taken++)
        {
            if (work.IsCancelled())
            {
                continue;
            }

            var changes = _session.TotalChanges;
            try
            {
                work.Execute(_session);
                _done.Add(work);
            }
#pragma warning disable CA1031 // Whatever a write throws is its caller's.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _failedWrites);
                var translated = Translate(error);
                if (translated is SqliteStoreException { Failure: not SqliteStoreFailure.Other })
                {
                    _troubleOfTransaction = translated;
                    Troubled(translated);
                }

                work.Fail(translated);

                if (!_session.IsInTransaction || _session.TotalChanges != changes)
                {
                    throw;
                }
            }

            if (_time.GetElapsedTime(begin) > LongestTransaction)
            {
                return;
            }
        }
    }

    // Writes that wait go down with a transaction that could not even begin: each alone would wait as long for the same.
    private void TakeWaiting()
    {
        while (_done.Count < _mostPerTransaction && _queue.Reader.TryRead(out var work))
        {
            if (!work.IsCancelled())
            {
                _done.Add(work);
            }
        }
    }

    private void Fail(Exception error)
    {
        var translated = error is SqliteException
            ? Translate(error)
            : new SqliteStoreException(SqliteStoreFailure.Other, $"{_path}: another write of the same transaction failed half-way.", error);
        SqliteException? unrolled = null;
        try
        {
            if (_session.IsInTransaction)
            {
                _session.Run("ROLLBACK");
            }
        }
        catch (SqliteException rollback)
        {
            unrolled = rollback;
        }

        // The log comes last: where the disk is full it may fail too, and must keep nobody waiting.
        Interlocked.Add(ref _failedWrites, _done.Count);
        Troubled(_troubleOfTransaction ?? translated);
        foreach (var work in _done)
        {
            work.Fail(translated);
        }

        Log(() =>
        {
            if (_isTroubleNews)
            {
                LogTransactionFailed(_logger, _done.Count, translated);
            }

            if (unrolled is not null)
            {
                LogRollbackFailed(_logger, unrolled);
            }
        });
    }

    private static void Log(Action write)
    {
        try
        {
            write();
        }
#pragma warning disable CA1031 // Whatever keeps the log from being written keeps no write from being made.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Health still says it.
        }
    }

    // Before the callers hear of their failed writes, so that whoever has heard of one reads why. Only news is logged: a full disk
    // fails thousands of transactions a minute, and their lines would not help to empty it.
    private void Troubled(Exception error)
    {
        _isTroubleNews |= _trouble is null;
        _trouble = new SqliteWriteTrouble(_trouble?.Since ?? _time.GetUtcNow(), error);
    }

    private Exception Translate(Exception error) => error is SqliteException sqlite ? SqliteStoreException.From(sqlite, _path) : error;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} is open, schema version {Version}")]
    private static partial void LogOpened(ILogger logger, string path, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} is closed")]
    private static partial void LogClosed(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction failed, and {Writes} writes with it; further ones are not logged until one succeeds")]
    private static partial void LogTransactionFailed(ILogger logger, int writes, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A write failed; further ones are not logged until writing works again")]
    private static partial void LogWriteFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A failed transaction could not be rolled back")]
    private static partial void LogRollbackFailed(ILogger logger, Exception error);

    private abstract class Work
    {
        /// <summary>Whether the caller took it back; its task is then cancelled.</summary>
        public abstract bool IsCancelled();

        public abstract void Execute(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception error);
    }

    private sealed class Work<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> write, CancellationToken cancellationToken) : Work
    {
        private readonly TaskCompletionSource<TResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TResult _result = default!;

        public Task<TResult> Task => _source.Task;

        public override bool IsCancelled() => cancellationToken.IsCancellationRequested && _source.TrySetCanceled(cancellationToken);

        public override void Execute(SqliteSession session) => _result = write(session, state);

        public override void Complete() => _source.TrySetResult(_result);

        public override void Fail(Exception error) => _source.TrySetException(error);
    }
}
