using Amazon.DynamoDBv2.Model;

using Orleans.Storage;

using OrleansDefender.Tests.Cluster.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>The suite of every grain storage over DynamoDB, and what only that promises.</summary>
public sealed class GrainStorageTests(DynamoServer server) : GrainStorageSuite
{
    private const string Key = "thing-service_test/a";

    private DynamoBench _bench = null!;

    /// <inheritdoc/>
    protected override int LargeStateBytes => 350 * 1024;

    [Fact]
    public async Task A_written_and_a_cleared_state_are_exactly_these_items()
    {
        // The text as its bytes: the form around it is what is looked at.
        var storage = await _bench.OpenStorageAsync(options => options.GrainStorageSerializer = new TextSerializer());
        var state = State("warm", 0);
        await storage.WriteStateAsync("alarms", GrainId.Create("thing", "thermostat-42"), state, Token);
        Assert.Equal(
            """
            ETag N 0
            GrainReference S thing-service_thing/thermostat-42
            GrainState B warm
            GrainType S alarms
            """,
            ItemText.Of(await _bench.ItemAsync("GrainReference", "thing-service_thing/thermostat-42", "GrainType", "alarms")));
        Assert.Equal("0", state.ETag);

        await storage.ClearStateAsync("alarms", GrainId.Create("thing", "thermostat-42"), state, Token);
        Assert.Equal(
            """
            ETag N 1
            GrainReference S thing-service_thing/thermostat-42
            GrainState NULL
            GrainType S alarms
            """,
            ItemText.Of(await _bench.ItemAsync("GrainReference", "thing-service_thing/thermostat-42", "GrainType", "alarms")));
        Assert.Equal("1", state.ETag);
    }

    [Fact]
    public async Task Each_write_and_clear_moves_the_ETag_on_by_one()
    {
        var state = State("x", 1);
        foreach (var expected in (string[])["0", "1", "2"])
        {
            await Storage.WriteStateAsync("state", Grain("a"), state, Token);
            Assert.Equal(expected, state.ETag);
        }

        await Storage.ClearStateAsync("state", Grain("a"), state, Token);
        Assert.Equal("3", state.ETag);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        Assert.Equal("4", state.ETag);
    }

    [Fact]
    public async Task A_cleared_state_reads_as_a_fresh_one_that_does_not_exist_with_its_ETag()
    {
        var state = State("x", 1);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        await Storage.ClearStateAsync("state", Grain("a"), state, Token);

        var read = await ReadAsync("a");
        Assert.Equal("", read.State!.Text);
        Assert.Equal("1", read.ETag);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public async Task Clearing_what_never_was_leaves_an_item_of_ETag_1_so_that_only_one_can_go_on_from_it()
    {
        var state = State("", 0);
        await Storage.ClearStateAsync("state", Grain("a"), state, Token);
        Assert.Equal("1", state.ETag);
        Assert.Equal("1", (await ItemAsync())!["ETag"].N);
    }

    [Fact]
    public async Task With_delete_on_clear_the_item_goes_and_a_stale_clear_is_refused()
    {
        var storage = await _bench.OpenStorageAsync(options => options.DeleteStateOnClear = true);
        var state = State("x", 1);
        await storage.WriteStateAsync("state", Grain("a"), state, Token);
        var stale = await ReadAsync("a");
        await storage.WriteStateAsync("state", Grain("a"), state, Token);

        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", Grain("a"), stale, Token));
        Assert.Equal("1", refusal.StoredEtag);
        Assert.Equal("0", refusal.CurrentEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", Grain("a"), State("", 0), Token));
        Assert.NotNull(await ItemAsync());

        await storage.ClearStateAsync("state", Grain("a"), state, Token);
        Assert.Null(await ItemAsync());
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("", state.State!.Text);
        await storage.ClearStateAsync("state", Grain("a"), state, Token);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    public async Task An_ETag_of_another_form_matches_nothing(string eTag)
    {
        await Storage.WriteStateAsync("state", Grain("a"), State("first", 1), Token);
        var foreign = new GrainState<StorageTestState>(new StorageTestState(), eTag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain("a"), foreign, Token));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", Grain("a"), foreign, Token));
        Assert.Equal("first", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task Attributes_of_others_survive_a_write_and_a_clear()
    {
        var state = State("x", 1);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        var item = (await ItemAsync())!;
        item.Add("Owner", new AttributeValue("another"));
        await _bench.Client.PutItemAsync(_bench.Table, item, Token);

        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        await Storage.ClearStateAsync("state", Grain("a"), state, Token);
        Assert.Equal("another", (await ItemAsync())!["Owner"].S);
    }

    [Fact]
    public async Task A_refusal_names_both_ETags_and_carries_nothing_of_the_SDK()
    {
        var state = State("x", 1);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        state.ETag = "0";

        var refusal = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain("a"), state, Token));
        Assert.Null(refusal.InnerException);
        Assert.Equal("1", refusal.StoredEtag);
        Assert.Equal("0", refusal.CurrentEtag);
    }

    [Fact]
    public async Task A_write_does_not_let_the_state_travel_back()
    {
        var state = State("x", 1);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        await Storage.WriteStateAsync("state", Grain("a"), state, Token);
        var update = Assert.Single(_bench.Proxy.Calls, call => call.Operation == "UpdateItem");
        Assert.Equal("NONE", (string?)update.Body["ReturnValues"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public async Task An_item_of_400_KB_is_taken_and_a_larger_one_refused_before_it_is_sent(int keyLength)
    {
        // Letters of two bytes each: what counts is bytes.
        var key = new string('ü', keyLength);
        var storage = await _bench.OpenStorageAsync(options => options.GrainStorageSerializer = new TextSerializer());
        var room = (400 * 1024) - ("GrainReference".Length + "GrainType".Length + "GrainState".Length + "ETag".Length) - "thing-service_test/".Length - (keyLength * 2) - "state".Length;

        // The emulator's own limit is a little lower: that the item was sent is what is looked at.
        _bench.Proxy.Fail("PutItem", new DynamoFault.Answer("{}"));
        await storage.WriteStateAsync("state", Grain(key), State(new string('s', room - 21), 0), Token);
        Assert.Equal(1, _bench.Proxy.Count("PutItem"));

        var calls = _bench.Proxy.Calls.Count;
        var tooLarge = State(new string('s', room - 20), 0);
        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => storage.WriteStateAsync("state", Grain(key), tooLarge, Token));
        Assert.Contains("409601", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("409600", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'state'", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sss", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(calls, _bench.Proxy.Calls.Count);
        Assert.Null(tooLarge.ETag);
    }

    [Fact]
    public async Task Keys_longer_than_DynamoDB_takes_are_refused()
    {
        var longest = 2047 - "thing-service_test/".Length;
        await Storage.WriteStateAsync(new string('n', 1023), Grain(new string('k', longest)), State("", 0), Token);
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.WriteStateAsync("s", Grain(new string('k', longest + 1)), State("", 0), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.WriteStateAsync(new string('n', 1024), Grain("k"), State("", 0), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.WriteStateAsync("s", Grain(new string('ü', (longest / 2) + 1)), State("", 0), Token));
    }

    [Fact]
    public async Task A_time_to_live_is_moved_on_by_every_write()
    {
        var storage = await _bench.OpenStorageAsync(options => options.TimeToLive = TimeSpan.FromDays(45));
        var state = State("x", 1);
        await storage.WriteStateAsync("state", Grain("a"), state, Token);
        await MoveEndBackAsync();
        await storage.WriteStateAsync("state", Grain("a"), state, Token);
        await AssertEndAsync();
        await MoveEndBackAsync();
        await storage.ClearStateAsync("state", Grain("a"), state, Token);
        await AssertEndAsync();

        var described = await _bench.Client.DescribeTimeToLiveAsync(_bench.Table, Token);
        Assert.Equal("ENABLED", described.TimeToLiveDescription.TimeToLiveStatus.Value);
        Assert.Equal("GrainTtl", described.TimeToLiveDescription.AttributeName);

        async Task MoveEndBackAsync()
        {
            var item = (await ItemAsync())!;
            item["GrainTtl"] = new AttributeValue { N = "1" };
            await _bench.Client.PutItemAsync(_bench.Table, item, Token);
        }

        async Task AssertEndAsync()
        {
            var end = DateTimeOffset.FromUnixTimeSeconds(long.Parse((await ItemAsync())!["GrainTtl"].N, System.Globalization.CultureInfo.InvariantCulture));
            Assert.InRange(end - DateTimeOffset.UtcNow, TimeSpan.FromDays(45) - TimeSpan.FromMinutes(5), TimeSpan.FromDays(45));
        }
    }

    [Fact]
    public async Task Without_a_time_to_live_nothing_ends()
    {
        await Storage.WriteStateAsync("state", Grain("a"), State("x", 1), Token);
        Assert.DoesNotContain("GrainTtl", (await ItemAsync())!.Keys);
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("ThrottlingException")]
    public async Task A_throttled_call_is_tried_again_and_then_done(string code)
    {
        _bench.Proxy.Fail("PutItem", new DynamoFault.Error(code));
        await Storage.WriteStateAsync("state", Grain("a"), State("x", 1), Token);
        Assert.Equal(2, _bench.Proxy.Count("PutItem"));
        Assert.True((await ReadAsync("a")).RecordExists);
    }

    [Fact]
    public async Task A_call_that_stays_throttled_fails_and_leaves_the_state_object_as_it_was()
    {
        _bench.Proxy.OnCall = static _ => Task.FromResult<DynamoFault?>(new DynamoFault.Error("ProvisionedThroughputExceededException"));
        var state = State("x", 1);
        await Assert.ThrowsAsync<ProvisionedThroughputExceededException>(() => Storage.WriteStateAsync("state", Grain("a"), state, Token));
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal("x", state.State!.Text);
    }

    [Fact]
    public async Task After_an_answer_that_was_lost_the_state_is_there_and_its_owner_learns_that_it_must_read_again()
    {
        var state = State("x", 1);
        _bench.Proxy.Fail("PutItem", new DynamoFault.LostAnswer());

        // The SDK tries again, and finds what the first try wrote. Nobody can tell that from another's write.
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", Grain("a"), state, Token));
        Assert.Null(state.ETag);
        Assert.Equal("x", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task A_read_whose_answer_was_lost_is_tried_again()
    {
        await Storage.WriteStateAsync("state", Grain("a"), State("x", 1), Token);
        _bench.Proxy.Fail("GetItem", new DynamoFault.LostAnswer());
        Assert.Equal("x", (await ReadAsync("a")).State!.Text);
    }

    [Fact]
    public async Task A_call_under_way_ends_when_it_is_cancelled()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _bench.Proxy.OnCall = async _ =>
        {
            await cancelled.CancelAsync();
            return new DynamoFault.Silence();
        };
        var state = State("x", 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.WriteStateAsync("state", Grain("a"), state, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.ReadStateAsync("state", Grain("a"), state, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.ClearStateAsync("state", Grain("a"), state, cancelled.Token));
        Assert.Null(state.ETag);
        Assert.Equal("x", state.State!.Text);
    }

    [Fact]
    public async Task A_storage_that_was_closed_says_so()
    {
        await ((DynamoDBGrainStorage)Storage).Close(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Storage.ReadStateAsync("state", Grain("a"), State("", 0), Token));
    }

    /// <inheritdoc/>
    protected override async Task<IGrainStorage> OpenAsync()
    {
        _bench = await DynamoBench.CreateAsync(server);
        return await _bench.OpenStorageAsync();
    }

    /// <inheritdoc/>
    protected override async Task CloseAsync() => await _bench.DisposeAsync();

    private Task<Dictionary<string, AttributeValue>?> ItemAsync() => _bench.ItemAsync("GrainReference", Key, "GrainType", "state");

    /// <summary>A state's text as its bytes.</summary>
    private sealed class TextSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromString(((StorageTestState)(object)input!).Text);

        public T? Deserialize<T>(BinaryData input) => (T)(object)new StorageTestState { Text = input.ToString() };
    }
}
