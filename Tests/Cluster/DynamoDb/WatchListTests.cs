using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Tests.Cluster.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>The suite over a DynamoDB table, and what only that promises.</summary>
public sealed class WatchListTests(DynamoServer server) : WatchListSuite
{
    private readonly string _table = $"watch-{Guid.NewGuid():N}";
    private DynamoProxy _proxy = null!;
    private AmazonDynamoDBClient _client = null!;

    /// <inheritdoc/>
    protected override int Iterations => 8;

    [Fact]
    public async Task No_question_scans_the_table()
    {
        await List.UpsertAsync(Row("t", Severity.High) with { Flags = WatchFlags.Withheld, DueAt = Start }, Token);
        var scope = new AccountRegion("111122223333", "us-east-1");
        Assert.Single((await List.QueryAsync(new WatchQuery(), Token)).Rows);
        Assert.Single(await List.WalkOpenAsync(scope, null, 10, Token));
        Assert.Single(await List.WalkWithheldAsync(scope, null, 10, Token));
        Assert.Equal(1, (await List.CountAsync(Token)).Things);
        Assert.Single(await List.ClaimDueAsync(Start, TimeSpan.FromMinutes(1), 10, Token));
        Assert.Equal(0, _proxy.Count("Scan"));
        Assert.All(_proxy.Calls.Where(call => call.Operation == "Query"), call => Assert.NotNull(call.Body["IndexName"]));
    }

    [Fact]
    public async Task Only_what_an_index_is_about_is_in_it()
    {
        await List.UpsertAsync(Row("t", Severity.High) with { Flags = WatchFlags.Withheld, DueAt = Start }, Token);
        await List.UpsertAsync(Row("t", Severity.None, revision: 2), Token);
        var item = Assert.Single((await _client.ScanAsync(new ScanRequest(_table), Token)).Items);
        Assert.DoesNotContain(item.Keys, name => name is "OpenThing" or "WithheldThing" or "DueAt" or "DueShard");
    }

    /// <inheritdoc/>
    protected override async Task<IWatchList> OpenAsync()
    {
        _proxy = await DynamoProxy.StartAsync(await server.GetAddressAsync(), Token);
        _client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = _proxy.Address });
        await _client.CreateTableAsync(DynamoSchema.WatchTable(_table), Token);
        return new DynamoWatchList(_client, _table);
    }

    /// <inheritdoc/>
    protected override async Task ClearAsync()
    {
        foreach (var item in (await _client.ScanAsync(new ScanRequest(_table), Token)).Items ?? [])
        {
            await _client.DeleteItemAsync(_table, new Dictionary<string, AttributeValue> { ["AccountRegion"] = item["AccountRegion"], ["Thing"] = item["Thing"] }, Token);
        }
    }

    /// <inheritdoc/>
    protected override async Task CloseAsync()
    {
        _client?.Dispose();
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }
}
