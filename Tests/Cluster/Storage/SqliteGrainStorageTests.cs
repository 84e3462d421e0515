using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>The suite over the local database, and what only that promises.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageSuite
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(45);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private SqliteStore _store = null!;

    [Fact]
    public async Task Names_of_storages_are_kept_apart()
    {
        var other = CreateStorage("other");
        await Storage.WriteStateAsync("s", Grain("k"), State("things", 1), Token);
        await other.WriteStateAsync("s", Grain("k"), State("other", 2), Token);

        var read = State("", 0);
        await Storage.ReadStateAsync("s", Grain("k"), read, Token);
        Assert.Equal("things", read.State!.Text);
        await other.ReadStateAsync("s", Grain("k"), read, Token);
        Assert.Equal("other", read.State!.Text);
    }

    [Theory]
    [InlineData("not-a-number")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999999")]
    public async Task An_ETag_of_another_form_matches_nothing(string eTag)
    {
        var first = State("first", 1);
        await Storage.WriteStateAsync("state", Grain("a"), first, Token);

        var foreign = new GrainState<StorageTestState>(new StorageTestState(), eTag);
        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain("a"), foreign, Token));
        Assert.Equal(first.ETag, refusal.StoredEtag);
        Assert.Equal(eTag, refusal.CurrentEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", Grain("a"), foreign, Token));
        Assert.Equal("first", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task A_state_with_a_time_to_live_is_there_until_it_ends_and_absent_from_then_on()
    {
        var violations = CreateStorage("violations", Life);
        var state = State("v", 1);
        await violations.WriteStateAsync("s", Grain("v"), state, Token);

        _time.Advance(Life - TimeSpan.FromTicks(1));
        Assert.True(await ExistsAsync(violations, "v"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.False(await ExistsAsync(violations, "v"));
    }

    [Fact]
    public async Task A_write_renews_the_time_to_live()
    {
        var violations = CreateStorage("violations", Life);
        var state = State("v", 1);
        await violations.WriteStateAsync("s", Grain("v"), state, Token);
        _time.Advance(Life / 2);
        await violations.WriteStateAsync("s", Grain("v"), state, Token);
        _time.Advance(Life - TimeSpan.FromTicks(1));
        Assert.True(await ExistsAsync(violations, "v"));
    }

    [Fact]
    public async Task An_expired_state_not_swept_yet_can_be_made_anew_and_not_be_changed_or_cleared()
    {
        var violations = CreateStorage("violations", Life);
        var old = State("old", 1);
        await violations.WriteStateAsync("s", Grain("v"), old, Token);
        _time.Advance(Life);

        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => violations.WriteStateAsync("s", Grain("v"), old, Token));
        Assert.Null(refusal.StoredEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => violations.ClearStateAsync("s", Grain("v"), old, Token));

        var anew = State("new", 2);
        await violations.WriteStateAsync("s", Grain("v"), anew, Token);
        Assert.NotEqual(old.ETag, anew.ETag);
        var read = State("", 0);
        await violations.ReadStateAsync("s", Grain("v"), read, Token);
        Assert.Equal("new", read.State!.Text);
    }

    [Fact]
    public async Task The_sweeper_removes_exactly_what_is_expired_in_batches()
    {
        const int Expired = (ExpirySweeper.BatchSize * 2) + 7;
        var violations = CreateStorage("violations", Life);
        await Task.WhenAll(Enumerable.Range(0, Expired).Select(i => violations.WriteStateAsync("s", Grain($"old-{i}"), State("", i), Token)));
        await Storage.WriteStateAsync("s", Grain("for-ever"), State("", 0), Token);
        _time.Advance(Life);
        await violations.WriteStateAsync("s", Grain("young"), State("", 0), Token);

        var sweeper = new ExpirySweeper(_store, _time, NullLogger<ExpirySweeper>.Instance);
        var writes = _store.Statistics.Writes;
        Assert.Equal(Expired, await sweeper.SweepAsync(Token));

        Assert.Equal(3, _store.Statistics.Writes - writes);
        Assert.Equal(0, await sweeper.SweepAsync(Token));
        Assert.True(await ExistsAsync(violations, "young"));
        Assert.True(await ExistsAsync(Storage, "for-ever"));
        Assert.Equal(2, await _store.ReadAsync(0, static (session, _) => session.RunScalar("SELECT COUNT(*) FROM grain_state"), Token));
    }

    [Fact]
    public async Task The_sweeper_runs_by_itself_every_period()
    {
        var violations = CreateStorage("violations", TimeSpan.FromMinutes(1));
        await violations.WriteStateAsync("s", Grain("v"), State("", 1), Token);
        var swept = new TaskCompletionSource();
        var log = new SignallingLogger(swept);
        using var sweeper = new ExpirySweeper(_store, _time, log);
        await sweeper.StartAsync(Token);

        // The loop makes its timer on a thread of its own; until then an advance does not reach it, so time moves on until the sweep is seen.
        while (!swept.Task.IsCompleted)
        {
            _time.Advance(ExpirySweeper.Period);
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }

        await sweeper.StopAsync(Token);
        Assert.Equal(0, await _store.ReadAsync(0, static (session, _) => session.RunScalar("SELECT COUNT(*) FROM grain_state"), Token));
    }

    [Fact]
    public async Task Versions_go_on_after_a_restart()
    {
        var state = State("a", 1);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        var before = long.Parse(state.ETag!, System.Globalization.CultureInfo.InvariantCulture);
        await Storage.ClearStateAsync("state", Grain("a"), state, Token);

        await _store.DisposeAsync();
        await OpenAsync();
        var reopened = CreateStorage("things");
        await reopened.WriteStateAsync("state", Grain("a"), state, Token);
        Assert.True(long.Parse(state.ETag!, System.Globalization.CultureInfo.InvariantCulture) > before, $"{state.ETag} after {before}");
    }

    [Fact]
    public async Task A_write_for_which_the_disk_has_no_room_leaves_the_state_object_and_the_row_as_they_were()
    {
        await _store.DisposeAsync();
        _store = SqliteStore.Open(
            new SqliteStoreOptions { DataFolder = _folder.Path, MostPages = 64 }, _time, NullLogger<SqliteStore>.Instance);
        var storage = CreateStorage("things");
        var state = State("fits", 1);
        await storage.WriteStateAsync("state", Grain("a"), state, Token);
        var eTag = state.ETag;

        state.State = new StorageTestState { Text = "does not fit", Bytes = new byte[1024 * 1024] };
        var failure = await Assert.ThrowsAsync<SqliteStoreException>(() => storage.WriteStateAsync("state", Grain("a"), state, Token));
        Assert.Equal(SqliteStoreFailure.Full, failure.Failure);
        Assert.Equal(eTag, state.ETag);

        var read = State("", 0);
        await storage.ReadStateAsync("state", Grain("a"), read, Token);
        Assert.Equal("fits", read.State!.Text);
        Assert.Equal(eTag, read.ETag);

        // What fits is still taken, and with the version that was kept.
        state.State = new StorageTestState { Text = "fits again" };
        await storage.WriteStateAsync("state", Grain("a"), state, Token);
    }

    [Fact]
    public async Task The_serializer_is_the_binary_one_unless_another_is_chosen()
    {
        var binary = State("some text of the state", 1);
        await Storage.WriteStateAsync("state", Grain("a"), binary, Token);
        var stored = await _store.ReadAsync(
            0,
            static (session, _) =>
            {
                using var select = session.Use("SELECT data FROM grain_state");
                return select.Step() ? select.GetBlob(0) : [];
            },
            Token);

        Assert.Equal("some text of the state", new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>())
            .Deserialize<StorageTestState>(BinaryData.FromBytes(stored))!.Text);
        Assert.True(stored.Length < 64, $"{stored.Length} bytes");
    }

    /// <inheritdoc/>
    protected override Task<IGrainStorage> OpenAsync()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = _folder.Path }, _time, NullLogger<SqliteStore>.Instance);
        return Task.FromResult<IGrainStorage>(CreateStorage("things"));
    }

    /// <inheritdoc/>
    protected override async Task CloseAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<bool> ExistsAsync(IGrainStorage storage, string key)
    {
        var state = State("", 0);
        await storage.ReadStateAsync("s", Grain(key), state, Token);
        return state.RecordExists;
    }

    private SqliteGrainStorage CreateStorage(string name, TimeSpan? timeToLive = null) => new(
        name,
        new SqliteGrainStorageOptions { TimeToLive = timeToLive },
        new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
        _store,
        _services.GetRequiredService<IActivatorProvider>(),
        _time,
        NullLogger<SqliteGrainStorage>.Instance);

    private sealed class SignallingLogger(TaskCompletionSource signal) : ILogger<ExpirySweeper>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            signal.TrySetResult();
    }
}
