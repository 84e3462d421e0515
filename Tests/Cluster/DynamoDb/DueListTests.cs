using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Tests.Cluster.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>The suite over a DynamoDB table, and what only that promises.</summary>
public sealed class DueListTests(DynamoServer server) : DueListSuite
{
    private readonly string _table = $"due-{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _time = new(Start);
    private AmazonDynamoDBClient _client = null!;

    /// <inheritdoc/>
    protected override int Iterations => 12;

    [Fact]
    public async Task A_row_without_a_due_time_leaves_the_index_and_ends_after_a_day()
    {
        await List.UpsertAsync(Row("t", Start), Token);
        Assert.DoesNotContain("EndsAt", (await ItemAsync("1/t")).Keys);
        await List.UpsertAsync(Row("t", null, revision: 2), Token);
        var ended = await ItemAsync("1/t");
        Assert.Equal(["EndsAt", "Id", "Revision"], ended.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"{Start.AddDays(1).ToUnixTimeSeconds()}", ended["EndsAt"].N);

        await List.UpsertAsync(Row("t", Start, revision: 3), Token);
        Assert.Equal(["DueAt", "DueShard", "Id", "Revision"], (await ItemAsync("1/t")).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_claim_looks_at_what_is_due_and_never_at_the_whole_table()
    {
        await using var proxy = await DynamoProxy.StartAsync(await server.GetAddressAsync(), Token);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = proxy.Address });
        var list = new DynamoDueList(client, _table, _time);
        await list.UpsertAsync(Row("t", Start), Token);
        Assert.Single(await list.ClaimDueAsync(Start, Lease, 10, Token));
        Assert.Equal(0, proxy.Count("Scan"));
        Assert.All(proxy.Calls.Where(call => call.Operation == "Query"), call => Assert.Equal("due", (string?)call.Body["IndexName"]));
    }

    [Fact]
    public async Task What_the_index_says_too_late_is_not_claimed()
    {
        await using var proxy = await DynamoProxy.StartAsync(await server.GetAddressAsync(), Token);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = proxy.Address });
        await List.UpsertAsync(Row("moved", Start), Token);
        await List.UpsertAsync(Row("stays", Start), Token);
        var list = new DynamoDueList(client, _table, _time);

        // Between the look at the index and the claim the grain says that it is due later.
        var isFirst = 1;
        proxy.OnCall = async call =>
        {
            if (call.Operation == "UpdateItem" && Interlocked.Exchange(ref isFirst, 0) == 1)
            {
                await List.UpsertAsync(Row("moved", Start.AddHours(1), revision: 2), Token);
            }

            return null;
        };
        var claimed = await list.ClaimDueAsync(Start, Lease, 1, Token);
        claimed = [.. claimed, .. await list.ClaimDueAsync(Start, Lease, 1, Token)];
        Assert.Contains((DueKind.Resource, "stays"), claimed);
        Assert.Empty(await List.ClaimDueAsync(Start, Lease, 10, Token));
    }

    /// <inheritdoc/>
    protected override async Task<IDueList> OpenAsync()
    {
        var address = await server.GetAddressAsync();
        _client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = address.AbsoluteUri });
        await _client.CreateTableAsync(DynamoSchema.DueTable(_table), Token);
        return new DynamoDueList(_client, _table, _time);
    }

    /// <inheritdoc/>
    protected override async Task ClearAsync()
    {
        foreach (var item in (await _client.ScanAsync(new ScanRequest(_table), Token)).Items ?? [])
        {
            await _client.DeleteItemAsync(_table, new Dictionary<string, AttributeValue> { ["Id"] = item["Id"] }, Token);
        }
    }

    /// <inheritdoc/>
    protected override Task CloseAsync()
    {
        _client?.Dispose();
        return Task.CompletedTask;
    }

    private async Task<Dictionary<string, AttributeValue>> ItemAsync(string id) =>
        (await _client.GetItemAsync(new GetItemRequest { TableName = _table, Key = new() { ["Id"] = new(id) }, ConsistentRead = true }, Token)).Item;
}
