using System.Text;

using Orleans.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>What every grain storage of this system must do, whatever lies below it. An implementation derives from it and opens its own.</summary>
public abstract class GrainStorageSuite : IAsyncLifetime
{
    private const string StateName = "state";

    /// <summary>The storage under test.</summary>
    protected IGrainStorage Storage { get; private set; } = null!;

    /// <summary>The test's own token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Reading_a_state_that_was_never_written_gives_a_fresh_one()
    {
        var state = new GrainState<StorageTestState>(null!, "77") { RecordExists = true };
        await Storage.ReadStateAsync(StateName, Grain("never"), state, Token);

        Assert.Equal("", state.State!.Text);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task What_was_written_is_what_another_reads()
    {
        var written = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), written, Token);
        Assert.True(written.RecordExists);
        Assert.False(string.IsNullOrEmpty(written.ETag));

        var read = await ReadAsync("a");
        Assert.Equal("first", read.State!.Text);
        Assert.Equal(1, read.State!.Number);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Each_write_gives_another_ETag()
    {
        var state = State("x", 0);
        var eTags = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            state.State!.Number = i;
            await Storage.WriteStateAsync(StateName, Grain("a"), state, Token);
            Assert.True(eTags.Add(state.ETag!));
        }

        Assert.Equal(4, (await ReadAsync("a")).State!.Number);
    }

    [Fact]
    public async Task A_write_without_an_ETag_is_refused_where_a_state_exists()
    {
        var first = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), first, Token);

        var second = State("second", 2);
        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain("a"), second, Token));

        Assert.Equal(first.ETag, refusal.StoredEtag);
        Assert.True(string.IsNullOrEmpty(refusal.CurrentEtag), $"'{refusal.CurrentEtag}' was never given");
        Assert.Null(second.ETag);
        Assert.False(second.RecordExists);
        Assert.Equal("first", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task A_write_with_an_old_ETag_is_refused_and_names_both()
    {
        var owner = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), owner, Token);
        var stale = await ReadAsync("a");
        owner.State!.Text = "second";
        await Storage.WriteStateAsync(StateName, Grain("a"), owner, Token);

        var old = stale.ETag;
        stale.State!.Text = "stale";
        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain("a"), stale, Token));

        Assert.Equal(owner.ETag, refusal.StoredEtag);
        Assert.Equal(old, refusal.CurrentEtag);
        Assert.Equal(old, stale.ETag);
        Assert.Equal("second", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task A_write_with_an_ETag_is_refused_where_nothing_is_stored()
    {
        var state = new GrainState<StorageTestState>(new StorageTestState { Text = "ghost" }, "5");
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain("a"), state, Token));
        Assert.False((await ReadAsync("a")).RecordExists);
    }

    [Fact]
    public async Task A_cleared_state_reads_as_absent_and_its_owner_can_write_again()
    {
        var state = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), state, Token);
        await Storage.ClearStateAsync(StateName, Grain("a"), state, Token);

        Assert.Equal("", state.State!.Text);
        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync("a")).RecordExists);
        Assert.Equal("", (await ReadAsync("a")).State!.Text);

        state.State = new StorageTestState { Text = "again" };
        await Storage.WriteStateAsync(StateName, Grain("a"), state, Token);
        Assert.Equal("again", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task Clearing_with_an_old_ETag_is_refused_and_clears_nothing()
    {
        var owner = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), owner, Token);
        var stale = await ReadAsync("a");
        await Storage.WriteStateAsync(StateName, Grain("a"), owner, Token);

        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Grain("a"), stale, Token));
        Assert.Equal(owner.ETag, refusal.StoredEtag);
        Assert.True(stale.RecordExists);
        Assert.True((await ReadAsync("a")).RecordExists);
    }

    [Fact]
    public async Task Clearing_without_an_ETag_is_refused_where_a_state_exists_and_harmless_where_none_does()
    {
        await Storage.ClearStateAsync(StateName, Grain("nothing"), State("", 0), Token);

        await Storage.WriteStateAsync(StateName, Grain("a"), State("first", 1), Token);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, Grain("a"), State("", 0), Token));
        Assert.True((await ReadAsync("a")).RecordExists);
    }

    [Fact]
    public async Task An_ETag_from_before_a_clear_never_fits_the_state_made_after_it()
    {
        var first = State("first", 1);
        await Storage.WriteStateAsync(StateName, Grain("a"), first, Token);
        var stale = await ReadAsync("a");
        await Storage.ClearStateAsync(StateName, Grain("a"), first, Token);
        first.State = new StorageTestState { Text = "second life" };
        await Storage.WriteStateAsync(StateName, Grain("a"), first, Token);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, Grain("a"), stale, Token));
        Assert.Equal("second life", (await ReadAsync("a")).State!.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_who_write_from_the_same_ETag_exactly_one_succeeds(bool exists)
    {
        if (exists)
        {
            await Storage.WriteStateAsync(StateName, Grain("race"), State("start", -1), Token);
        }

        var racers = new List<GrainState<StorageTestState>>();
        for (var i = 0; i < 32; i++)
        {
            var racer = await ReadAsync("race");
            racer.State!.Number = i;
            racers.Add(racer);
        }

        var outcomes = await Task.WhenAll(racers.Select(racer => Task.Run(() => TryWriteAsync(racer), Token)));

        var winner = Assert.Single(outcomes, racer => racer is not null)!;
        var stored = await ReadAsync("race");
        Assert.Equal(winner.State!.Number, stored.State!.Number);
        Assert.Equal(winner.ETag, stored.ETag);

        async Task<GrainState<StorageTestState>?> TryWriteAsync(GrainState<StorageTestState> racer)
        {
            try
            {
                await Storage.WriteStateAsync(StateName, Grain("race"), racer, Token);
                return racer;
            }
            catch (InconsistentStateException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Counting_together_by_reading_and_writing_loses_no_step()
    {
        const int Counters = 8;
        const int Steps = 20;
        await Task.WhenAll(Enumerable.Range(0, Counters).Select(_ => Task.Run(CountAsync, Token)));
        Assert.Equal(Counters * Steps, (await ReadAsync("counter")).State!.Number);

        async Task CountAsync()
        {
            for (var step = 0; step < Steps;)
            {
                var state = await ReadAsync("counter");
                state.State!.Number++;
                try
                {
                    await Storage.WriteStateAsync(StateName, Grain("counter"), state, Token);
                    step++;
                }
                catch (InconsistentStateException)
                {
                    // Another was faster: read again.
                }
            }
        }
    }

    [Fact]
    public async Task Keys_of_any_characters_are_kept_apart()
    {
        string[] keys =
        [
            "111122223333/us-east-1/thing", "111122223333/us-east-1/thing/", "111122223333/us-east-1//thing", "a'b", "a\"b", "a''b", "a;--b", "a%b", "a_b", "A_B", "a b", "a\\b",
            "Größe", "Gro\u0308ße", "気温計", "🌡️/sensor", "a\nb", "a=b&c", "?1", "$key", "NULL", new('k', 500),
        ];
        for (var i = 0; i < keys.Length; i++)
        {
            await Storage.WriteStateAsync(StateName, Grain(keys[i]), State(keys[i], i), Token);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            var read = await ReadAsync(keys[i]);
            Assert.Equal(keys[i], read.State!.Text);
            Assert.Equal(i, read.State!.Number);
        }
    }

    [Fact]
    public async Task Grain_types_and_state_names_are_kept_apart()
    {
        (string Name, GrainId Grain)[] places =
        [
            ("one", GrainId.Create("type", "k")), ("two", GrainId.Create("type", "k")),
            ("one", GrainId.Create("other", "k")), ("one", GrainId.Create("typ", "ek")), ("onet", GrainId.Create("ype", "k")),
        ];
        for (var i = 0; i < places.Length; i++)
        {
            await Storage.WriteStateAsync(places[i].Name, places[i].Grain, State("", i), Token);
        }

        for (var i = 0; i < places.Length; i++)
        {
            var read = State("", -1);
            await Storage.ReadStateAsync(places[i].Name, places[i].Grain, read, Token);
            Assert.Equal(i, read.State!.Number);
        }
    }

    [Fact]
    public async Task A_null_state_reads_as_a_fresh_one_that_exists()
    {
        var state = new GrainState<StorageTestState>(null!);
        await Storage.WriteStateAsync(StateName, Grain("null"), state, Token);

        var read = await ReadAsync("null");
        Assert.NotNull(read.State);
        Assert.Equal("", read.State!.Text);
        Assert.True(read.RecordExists);
        Assert.Equal(state.ETag, read.ETag);
    }

    [Fact]
    public async Task A_large_state_comes_back_byte_for_byte_and_can_shrink_again()
    {
        var bytes = new byte[LargeStateBytes];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 31 >> 3);
        }

        var state = new GrainState<StorageTestState>(new StorageTestState { Bytes = bytes });
        await Storage.WriteStateAsync(StateName, Grain("large"), state, Token);
        Assert.Equal(bytes, (await ReadAsync("large")).State!.Bytes);

        state.State = new StorageTestState { Text = "small", Bytes = Encoding.UTF8.GetBytes("tiny") };
        await Storage.WriteStateAsync(StateName, Grain("large"), state, Token);
        Assert.Equal("tiny"u8.ToArray(), (await ReadAsync("large")).State!.Bytes);
    }

    [Fact]
    public async Task A_write_that_was_cancelled_before_it_began_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var state = State("never", 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.WriteStateAsync(StateName, Grain("a"), state, cancelled.Token));
        Assert.Null(state.ETag);
        Assert.False((await ReadAsync("a")).RecordExists);
    }

    /// <summary>The size of a large state; a table with item limits has a smaller one.</summary>
    protected virtual int LargeStateBytes => 1024 * 1024;

    /// <summary>Opens an empty storage.</summary>
    protected abstract Task<IGrainStorage> OpenAsync();

    /// <summary>Closes it and removes what it left.</summary>
    protected abstract Task CloseAsync();

    /// <summary>The id of a grain.</summary>
    protected static GrainId Grain(string key) => GrainId.Create("test", key);

    /// <summary>A state not written yet.</summary>
    protected static GrainState<StorageTestState> State(string text, int number) => new(new StorageTestState { Text = text, Number = number });

    /// <summary>Reads a state as a new activation would.</summary>
    protected async Task<GrainState<StorageTestState>> ReadAsync(string key)
    {
        var state = new GrainState<StorageTestState>(new StorageTestState());
        await Storage.ReadStateAsync(StateName, Grain(key), state, Token);
        return state;
    }
}
