using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Unit.Storage;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("defender-store-").FullName;

    // Time that stands still: no transaction is cut short because the machine is slow.
    private readonly FakeTimeProvider _time = new();
    private SqliteStore? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Writes_that_wait_together_share_one_transaction()
    {
        var store = await OpenWithTableAsync();
        var before = store.Statistics;
        await SucceedTogetherAsync(store, () => Enumerable.Range(0, 100).Select(i => InsertAsync(store, i)));

        var after = store.Statistics;
        Assert.Equal(101, after.Writes - before.Writes);
        Assert.Equal(1, after.Transactions - before.Transactions);
        Assert.Equal(100, await CountAsync(store));
    }

    [Fact]
    public async Task A_transaction_takes_no_more_writes_than_allowed()
    {
        var store = await OpenWithTableAsync(options => options.MostPerTransaction = 10);
        var before = store.Statistics.Transactions;
        await SucceedTogetherAsync(store, () => Enumerable.Range(0, 99).Select(i => InsertAsync(store, i)));
        Assert.Equal(10, store.Statistics.Transactions - before);
        Assert.Equal(99, await CountAsync(store));
    }

    [Fact]
    public async Task A_long_transaction_ends_before_all_that_waits_is_in_it()
    {
        var store = await OpenWithTableAsync();
        var before = store.Statistics.Transactions;
        await SucceedTogetherAsync(store, () => Enumerable.Range(0, 4).Select(i => store.WriteAsync(
            (Time: _time, Key: i),
            static (session, state) =>
            {
                state.Time.Advance(TimeSpan.FromSeconds(1));
                return Insert(session, state.Key);
            },
            Token)));
        Assert.Equal(4, store.Statistics.Transactions - before);
    }

    [Fact]
    public async Task Writes_run_in_the_order_in_which_they_came()
    {
        var store = await OpenWithTableAsync();
        var order = new List<int>();
        await SucceedTogetherAsync(store, () => Enumerable.Range(0, 1000).Select(i => store.WriteAsync(
            (order, i),
            static (_, state) =>
            {
                state.order.Add(state.i);
                return 0;
            },
            Token)));
        Assert.Equal(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public async Task A_write_that_breaks_a_constraint_fails_alone()
    {
        var store = await OpenWithTableAsync();
        await InsertAsync(store, 5);
        var before = store.Statistics;
        var writes = await RunTogetherAsync(store, () => [InsertAsync(store, 4), InsertAsync(store, 5), InsertAsync(store, 6)]);

        await writes[0];
        var failure = await Assert.ThrowsAsync<SqliteStoreException>(() => writes[1]);
        Assert.Equal(SqliteStoreFailure.Other, failure.Failure);
        Assert.Contains("UNIQUE constraint failed", failure.Message, StringComparison.Ordinal);
        await writes[2];
        Assert.Equal(3, await CountAsync(store));
        Assert.Equal(1, store.Statistics.Transactions - before.Transactions);
        Assert.Equal(1, store.Statistics.FailedWrites - before.FailedWrites);
    }

    [Fact]
    public async Task What_a_write_throws_reaches_its_caller_as_it_is_and_the_others_are_kept()
    {
        var store = await OpenWithTableAsync();
        var writes = await RunTogetherAsync(
            store,
            () => [InsertAsync(store, 1), store.WriteAsync<int, int>(0, static (_, _) => throw new InvalidOperationException("mine"), Token), InsertAsync(store, 2)]);

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1])).Message);
        Assert.Equal(2, await CountAsync(store));
    }

    [Fact]
    public async Task A_write_that_fails_half_way_is_not_half_kept()
    {
        var store = await OpenWithTableAsync();
        var writes = await RunTogetherAsync(
            store,
            () =>
            [
                InsertAsync(store, 1),
                store.WriteAsync<int, int>(
                    0,
                    static (session, _) =>
                    {
                        Insert(session, 2);
                        throw new InvalidOperationException("after the change");
                    },
                    Token),
            ]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => writes[1]);
        await Assert.ThrowsAsync<SqliteStoreException>(() => writes[0]);
        Assert.Equal(0, await CountAsync(store));

        await InsertAsync(store, 3);
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_every_write_of_it_and_keeps_none()
    {
        var store = await OpenWithTableAsync();

        // A deferred foreign key is looked at by the commit alone.
        await store.WriteAsync(
            0,
            static (session, _) =>
            {
                session.Run("CREATE TABLE child (parent INTEGER REFERENCES item (key) DEFERRABLE INITIALLY DEFERRED)");
                return 0;
            },
            Token);
        var writes = await RunTogetherAsync(
            store,
            () =>
            [
                InsertAsync(store, 1),
                store.WriteAsync(
                    0,
                    static (session, _) =>
                    {
                        session.Run("INSERT INTO child (parent) VALUES (99)");
                        return 0;
                    },
                    Token),
                InsertAsync(store, 2),
            ]);

        foreach (var write in writes)
        {
            Assert.Contains("FOREIGN KEY", (await Assert.ThrowsAsync<SqliteStoreException>(() => write)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, await CountAsync(store));
        await InsertAsync(store, 3);
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task A_full_disk_fails_writes_clearly_keeps_nothing_of_them_and_everything_before()
    {
        var store = await OpenWithTableAsync(options => options.MostPages = 64);
        var kept = 0;
        SqliteStoreException? failure = null;
        for (var i = 0; failure is null; i++)
        {
            try
            {
                await InsertAsync(store, i, 4000);
                kept++;
            }
            catch (SqliteStoreException error)
            {
                failure = error;
            }
        }

        Assert.Equal(SqliteStoreFailure.Full, failure.Failure);
        Assert.Contains(SqliteStoreOptions.FileName, failure.Message, StringComparison.Ordinal);
        Assert.InRange(kept, 1, 64);
        Assert.Equal(kept, await CountAsync(store));

        await store.DisposeAsync();
        store = Open();
        Assert.Equal(kept, await CountAsync(store));
        await InsertAsync(store, 1000, 4000);
        Assert.Equal(kept + 1, await CountAsync(store));
    }

    [Fact]
    public async Task A_write_taken_back_while_it_waits_is_not_made()
    {
        var store = await OpenWithTableAsync();
        using var cancellation = new CancellationTokenSource();
        var writes = await RunTogetherAsync(
            store,
            () =>
            {
                Task<int>[] waiting =
                    [InsertAsync(store, 1), store.WriteAsync(2, static (session, key) => Insert(session, key), cancellation.Token), InsertAsync(store, 3)];
                cancellation.Cancel();
                return waiting;
            });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writes[1]);
        await Task.WhenAll(writes[0], writes[2]);
        Assert.Equal(2, await CountAsync(store));
    }

    [Fact]
    public async Task More_writes_than_the_queue_holds_wait_for_their_place()
    {
        var store = await OpenWithTableAsync(options => options.QueueCapacity = 2);
        await SucceedTogetherAsync(store, () => Enumerable.Range(0, 200).Select(i => InsertAsync(store, i)));
        Assert.Equal(200, await CountAsync(store));
    }

    [Fact]
    public async Task Closing_lets_the_waiting_writes_finish_and_refuses_later_ones()
    {
        var store = await OpenWithTableAsync();
        using var gate = new ManualResetEventSlim();
        var blocker = BlockAsync(store, gate, out var isBlocked);
        await isBlocked;
        var writes = Enumerable.Range(0, 50).Select(i => InsertAsync(store, i)).ToArray();
        var closing = store.DisposeAsync().AsTask();
        gate.Set();
        await Task.WhenAll([blocker, .. writes]);
        await closing;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync(store, 99));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CountAsync(store));
        Assert.Equal(50, await CountAsync(Open()));
    }

    [Fact]
    public async Task A_closed_file_is_one_file()
    {
        var store = await OpenWithTableAsync();
        await InsertAsync(store, 1);
        await store.DisposeAsync();
        Assert.Equal([SqliteStoreOptions.FileName], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Every_acknowledged_write_is_in_the_files_at_any_later_moment()
    {
        var store = await OpenWithTableAsync();
        for (var round = 1; round <= 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => InsertAsync(store, (round * 1000) + i, 500)));

            // The files as a crash at this moment leaves them: the store is neither closed nor asked to tidy up.
            var copy = Directory.CreateDirectory(Path.Combine(_folder, $"crash-{round}")).FullName;
            foreach (var file in (string[])[SqliteStoreOptions.FileName, SqliteStoreOptions.FileName + "-wal"])
            {
                File.Copy(Path.Combine(_folder, file), Path.Combine(copy, file));
            }

            await using var recovered = SqliteStore.Open(new SqliteStoreOptions { DataFolder = copy }, _time, NullLogger<SqliteStore>.Instance);
            Assert.Equal(round * 100, await CountAsync(recovered));
            Assert.Equal("ok", await recovered.ReadAsync(
                0,
                static (session, _) =>
                {
                    using var check = session.Use("PRAGMA integrity_check");
                    check.Step();
                    return check.GetText(0);
                },
                Token));
        }
    }

    [Fact]
    public async Task A_log_cut_off_in_its_last_transaction_loses_that_one_whole_and_no_other()
    {
        var store = await OpenWithTableAsync();
        await InsertAsync(store, 1, 20_000);
        var wal = Path.Combine(_folder, SqliteStoreOptions.FileName + "-wal");
        var length = new FileInfo(wal).Length;
        await InsertAsync(store, 2, 20_000);

        var copy = Directory.CreateDirectory(Path.Combine(_folder, "torn")).FullName;
        File.Copy(Path.Combine(_folder, SqliteStoreOptions.FileName), Path.Combine(copy, SqliteStoreOptions.FileName));
        var torn = File.ReadAllBytes(wal);
        Assert.True(torn.Length > length + 5000);
        File.WriteAllBytes(Path.Combine(copy, SqliteStoreOptions.FileName + "-wal"), torn[..(int)(length + 5000)]);

        await using var recovered = SqliteStore.Open(new SqliteStoreOptions { DataFolder = copy }, _time, NullLogger<SqliteStore>.Instance);
        Assert.Equal(1, await CountAsync(recovered));
    }

    [Fact]
    public async Task A_commit_is_flushed_and_the_log_is_a_write_ahead_one()
    {
        var store = Open();
        var (mode, synchronous) = await store.WriteAsync(
            0,
            static (session, _) =>
            {
                using var mode = session.Use("PRAGMA journal_mode");
                mode.Step();
                return (mode.GetText(0), session.RunScalar("PRAGMA synchronous"));
            },
            Token);
        Assert.Equal("wal", mode);
        Assert.Equal(2, synchronous);
    }

    [Fact]
    public async Task A_read_sees_every_write_acknowledged_before_it()
    {
        var store = await OpenWithTableAsync();
        for (var i = 1; i <= 200; i++)
        {
            await InsertAsync(store, i);
            Assert.Equal(i, await CountAsync(store));
        }
    }

    [Fact]
    public async Task A_read_cannot_write()
    {
        var store = await OpenWithTableAsync();
        await Assert.ThrowsAsync<SqliteStoreException>(() => store.ReadAsync(1, static (session, key) => Insert(session, key), Token));
        Assert.Equal(0, await CountAsync(store));
    }

    [Fact]
    public async Task Reads_beyond_the_connections_wait_for_one()
    {
        var store = await OpenWithTableAsync(options => options.ReadConnections = 1);
        var counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CountAsync(store)));
        Assert.All(counts, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Versions_are_never_given_twice_whatever_restarts_or_fails()
    {
        var seen = new HashSet<long>();
        for (var restart = 0; restart < 3; restart++)
        {
            var store = Open();
            for (var i = 0; i < 10; i++)
            {
                var version = await store.WriteAsync(0, static (session, _) => session.NextVersion(), Token);
                Assert.True(seen.Add(version), $"{version} came again");
            }

            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Opening_again_changes_no_table()
    {
        var first = await SchemaAsync(Open());
        await _store!.DisposeAsync();
        Assert.Equal(first, await SchemaAsync(Open()));

        static Task<string> SchemaAsync(SqliteStore store) => store.ReadAsync(
            0,
            static (session, _) =>
            {
                var all = $"{session.RunScalar("PRAGMA user_version")};";
                using var select = session.Use("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
                while (select.Step())
                {
                    all += select.GetText(0) + ";";
                }

                return all;
            },
            Token);
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        await Open().DisposeAsync();
        Execute("PRAGMA user_version = 99");
        var version = SqliteSchema.Version;
        var failure = Assert.Throws<SqliteStoreException>(Open);
        Assert.Equal(SqliteStoreFailure.NewerSchema, failure.Failure);
        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
        Execute($"PRAGMA user_version = {version}");
        Assert.NotNull(Open());
    }

    /// <summary>The tables as the first version made them, with a row: what is in the field stays readable.</summary>
    [Fact]
    public async Task A_file_of_the_first_version_keeps_its_rows_and_gains_what_is_new()
    {
        Execute(
            """
            CREATE TABLE version_sequence (next INTEGER NOT NULL) STRICT;
            INSERT INTO version_sequence (next) VALUES (42);
            CREATE TABLE watch (
                account TEXT NOT NULL, region TEXT NOT NULL, thing TEXT NOT NULL, revision INTEGER NOT NULL, severity INTEGER NOT NULL,
                open_alarms INTEGER NOT NULL, closed_alarms INTEGER NOT NULL, flags INTEGER NOT NULL, due_at INTEGER, claimed_until INTEGER,
                last_event_at INTEGER NOT NULL, PRIMARY KEY (account, region, thing)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX watch_severity ON watch (severity DESC, account, region, thing);
            INSERT INTO watch VALUES ('111122223333', 'us-east-1', 't', 7, 4, 1, 2, 0, NULL, NULL, 0);
            PRAGMA user_version = 1;
            """);
        var store = Open();

        var row = Assert.Single((await new SqliteWatchList(store).QueryAsync(new WatchQuery(), Token)).Rows);
        Assert.Equal((7, Severity.High, 1, 2), (row.Revision, row.Severity, row.OpenAlarms, row.ClosedAlarms));
        Assert.Empty(await new SqliteDueList(store, TimeProvider.System).ClaimDueAsync(DateTimeOffset.MaxValue.AddDays(-1), TimeSpan.FromHours(1), 1, Token));
        Assert.Equal(42, await store.WriteAsync(0, static (session, _) => session.NextVersion(), Token));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var file = Path.Combine(_folder, SqliteStoreOptions.FileName);
        File.WriteAllText(file, new string('x', 5000));
        var failure = Assert.Throws<SqliteStoreException>(Open);
        Assert.Equal(SqliteStoreFailure.Corrupt, failure.Failure);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(file));
    }

    [Fact]
    public async Task A_damaged_page_is_reported_as_damage()
    {
        var store = await OpenWithTableAsync();
        for (var i = 0; i < 50; i++)
        {
            await InsertAsync(store, i, 3000);
        }

        await store.DisposeAsync();
        await using (var file = File.OpenWrite(Path.Combine(_folder, SqliteStoreOptions.FileName)))
        {
            var noise = new byte[file.Length - 40_960];
            Array.Fill(noise, (byte)0xEE);
            file.Position = 40_960;
            await file.WriteAsync(noise, Token);
        }

        store = Open();
        var failure = await Assert.ThrowsAsync<SqliteStoreException>(() => store.ReadAsync(0, static (session, _) => session.RunScalar("SELECT SUM(length(data)) FROM item"), Token));
        Assert.Equal(SqliteStoreFailure.Corrupt, failure.Failure);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_reported_with_its_name()
    {
        var file = Path.Combine(_folder, "a-file");
        File.WriteAllText(file, "");
        var options = new SqliteStoreOptions { DataFolder = Path.Combine(file, "below") };
        var failure = Assert.Throws<SqliteStoreException>(() => SqliteStore.Open(options, _time, NullLogger<SqliteStore>.Instance));
        Assert.Equal(SqliteStoreFailure.ReadOnly, failure.Failure);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_held_by_another_process_fails_writes_clearly_and_the_next_one_after_it_is_free_succeeds()
    {
        var store = await OpenWithTableAsync(options => options.BusyTimeout = TimeSpan.FromMilliseconds(1));
        await using (var other = Connect())
        {
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();

            var failure = await Assert.ThrowsAsync<SqliteStoreException>(() => InsertAsync(store, 1));
            Assert.Equal(SqliteStoreFailure.Busy, failure.Failure);
            Assert.Equal(0, await CountAsync(store));
        }

        await InsertAsync(store, 2);
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task What_keeps_writes_from_being_made_is_told_until_one_succeeds_though_the_log_fails_too()
    {
        var store = await OpenWithTableAsync(options => options.BusyTimeout = TimeSpan.FromMilliseconds(1), new BrokenLogger());
        await using (var other = Connect())
        {
            using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();

            await Assert.ThrowsAsync<SqliteStoreException>(() => InsertAsync(store, 1));
            var since = store.WriteTrouble!.Since;
            await Assert.ThrowsAsync<SqliteStoreException>(() => store.ProbeAsync(Token));
            Assert.Equal(since, store.WriteTrouble!.Since);
        }

        await store.ProbeAsync(Token);
        Assert.Null(store.WriteTrouble);
        await InsertAsync(store, 2);
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task A_file_that_may_not_grow_is_told_and_a_refused_row_of_another_kind_is_not()
    {
        var store = await OpenWithTableAsync();
        await InsertAsync(store, 1);
        await Assert.ThrowsAnyAsync<Exception>(() => InsertAsync(store, 1));
        Assert.Null(store.WriteTrouble);

        await store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1"), Token);
        await Assert.ThrowsAsync<SqliteStoreException>(() => InsertAsync(store, 2, 100_000));
        Assert.Equal(SqliteStoreFailure.Full, Assert.IsType<SqliteStoreException>(store.WriteTrouble!.Error).Failure);

        await store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1000000"), Token);
        await InsertAsync(store, 3, 100_000);
        await store.ProbeAsync(Token);
        Assert.Null(store.WriteTrouble);
    }

    [Fact]
    public async Task A_full_file_stays_told_though_what_needs_no_room_is_still_written_and_probing_leaves_nothing()
    {
        var log = new CountingLogger();
        var store = await OpenWithTableAsync(logger: log);
        await InsertAsync(store, 1);
        await store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1"), Token);
        for (var round = 0; round < 3; round++)
        {
            await Assert.ThrowsAsync<SqliteStoreException>(() => InsertAsync(store, 2, 100_000));
            await store.WriteAsync(
                0,
                static (session, _) =>
                {
                    session.Run("UPDATE item SET data = data");
                    return 0;
                },
                Token);
            await Assert.ThrowsAsync<SqliteStoreException>(() => store.ProbeAsync(Token));
            Assert.NotNull(store.WriteTrouble);
        }

        var together = await RunTogetherAsync(
            store,
            () =>
            [
                store.WriteAsync(
                    0,
                    static (session, _) =>
                    {
                        session.Run("UPDATE item SET data = data");
                        return 0;
                    },
                    Token),
                ProbeAsync(),
            ]);
        await together[0];
        await Assert.ThrowsAsync<SqliteStoreException>(() => together[1]);
        Assert.Equal(1, log.Errors);
        await store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1000000"), Token);
        await store.ProbeAsync(Token);
        Assert.Null(store.WriteTrouble);
        Assert.Equal(0, await store.ReadAsync(0, static (session, _) => session.RunScalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'probe'"), Token));
        Assert.Equal(1, await CountAsync(store));

        async Task<int> ProbeAsync()
        {
            await store.ProbeAsync(Token);
            return 0;
        }
    }

    [Theory]
    [InlineData("DataFolder")]
    [InlineData("ReadConnections")]
    [InlineData("QueueCapacity")]
    [InlineData("MostPerTransaction")]
    [InlineData("BusyTimeout")]
    [InlineData("MostPages")]
    public void Settings_that_cannot_work_are_refused_by_name(string setting)
    {
        var options = new SqliteStoreOptions();
        Assert.True(new SqliteStoreOptionsValidator().Validate(null, options).Succeeded);
        switch (setting)
        {
            case "DataFolder": options.DataFolder = " "; break;
            case "ReadConnections": options.ReadConnections = 0; break;
            case "QueueCapacity": options.QueueCapacity = 0; break;
            case "MostPerTransaction": options.MostPerTransaction = 10_001; break;
            case "BusyTimeout": options.BusyTimeout = TimeSpan.FromSeconds(-1); break;
            default: options.MostPages = 1; break;
        }

        var result = new SqliteStoreOptionsValidator().Validate(null, options);
        Assert.Contains(setting, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static int Insert(SqliteSession session, int key, int size = 10)
    {
        using var insert = session.Use("INSERT INTO item (key, data) VALUES (?1, ?2)");
        insert.Bind(1, key);
        insert.BindBlob(2, new byte[size]);
        return insert.Change();
    }

    private static Task<int> InsertAsync(SqliteStore store, int key, int size = 10) =>
        store.WriteAsync((key, size), static (session, item) => Insert(session, item.key, item.size), Token);

    private static Task<long> CountAsync(SqliteStore store) =>
        store.ReadAsync(0, static (session, _) => session.RunScalar("SELECT COUNT(*) FROM item"), Token);

    /// <summary>Holds the writer until the writes are all in its queue, so that they are in one transaction whatever the threads do.</summary>
    /// <returns>The writes, all of them ended in one way or another.</returns>
    private static async Task<Task<int>[]> RunTogetherAsync(SqliteStore store, Func<IEnumerable<Task<int>>> enqueue)
    {
        using var gate = new ManualResetEventSlim();
        var blocker = BlockAsync(store, gate, out var isBlocked);
        await isBlocked;
        Task<int>[] writes = [.. enqueue()];
        gate.Set();
        foreach (var write in (Task[])[blocker, .. writes])
        {
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return writes;
    }

    private static async Task SucceedTogetherAsync(SqliteStore store, Func<IEnumerable<Task<int>>> enqueue) => await Task.WhenAll(await RunTogetherAsync(store, enqueue));

    private static Task<int> BlockAsync(SqliteStore store, ManualResetEventSlim gate, out Task isBlocked)
    {
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        isBlocked = blocked.Task;
        return store.WriteAsync(
            (gate, blocked),
            static (_, state) =>
            {
                state.blocked.SetResult();
                state.gate.Wait(Token);
                return 0;
            },
            Token);
    }

    private SqliteStore Open() => Open(_ => { });

    private SqliteStore Open(Action<SqliteStoreOptions> configure, ILogger<SqliteStore>? logger = null)
    {
        var options = new SqliteStoreOptions { DataFolder = _folder };
        configure(options);
        return _store = SqliteStore.Open(options, _time, logger ?? NullLogger<SqliteStore>.Instance);
    }

    private async Task<SqliteStore> OpenWithTableAsync(Action<SqliteStoreOptions>? configure = null, ILogger<SqliteStore>? logger = null)
    {
        var store = Open(configure ?? (_ => { }), logger);
        await store.WriteAsync(
            0,
            static (session, _) =>
            {
                session.Run("CREATE TABLE item (key INTEGER PRIMARY KEY, data BLOB NOT NULL)");
                return 0;
            },
            Token);
        return store;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, SqliteStoreOptions.FileName)};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class CountingLogger : ILogger<SqliteStore>
    {
        public int Errors { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Errors += logLevel >= LogLevel.Error ? 1 : 0;
    }

    /// <summary>A log whose disk is full: what is serious cannot be written.</summary>
    private sealed class BrokenLogger : ILogger<SqliteStore>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
