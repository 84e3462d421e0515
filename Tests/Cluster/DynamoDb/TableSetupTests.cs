using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Logging;

using Orleans.Configuration;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>What a provider does to its table when a silo starts.</summary>
public sealed class TableSetupTests(DynamoServer server) : IAsyncLifetime
{
    private static readonly string[] ControlPlane = ["DescribeTable", "CreateTable", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive"];

    private DynamoBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await DynamoBench.CreateAsync(server);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_table_is_made_as_the_options_say(bool isProvisioned)
    {
        await StartAsync(options => options.UseProvisionedThroughput = isProvisioned);
        var table = await DescribeAsync();
        Assert.Equal(["DeploymentId HASH", "SiloIdentity RANGE"], table.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}"));
        Assert.Equal(isProvisioned ? 10 : 0, table.ProvisionedThroughput?.ReadCapacityUnits ?? 0);
        Assert.Equal(isProvisioned ? 5 : 0, table.ProvisionedThroughput?.WriteCapacityUnits ?? 0);
    }

    [Fact]
    public async Task Where_the_table_is_of_others_making_nothing_is_asked_about_it()
    {
        await StartAsync(options => options.UseProvisionedThroughput = false);
        var before = _bench.Proxy.Calls.Count;
        await StartAsync(OfOthersMaking);
        await _bench.OpenStorageAsync(options =>
        {
            options.CreateIfNotExists = false;
            options.UpdateIfExists = false;
            options.TimeToLive = TimeSpan.FromDays(1);
        });
        Assert.DoesNotContain(_bench.Proxy.Calls.Skip(before), call => ControlPlane.Contains(call.Operation));
    }

    [Fact]
    public async Task A_missing_table_that_must_not_be_made_stops_the_start() =>
        await Assert.ThrowsAsync<Orleans.Runtime.OrleansConfigurationException>(() => StartAsync(options => options.CreateIfNotExists = false));

    [Fact]
    public async Task A_table_on_demand_is_left_alone_by_options_that_nobody_set_and_the_log_says_so()
    {
        await StartAsync(options => options.UseProvisionedThroughput = false);
        await StartAsync(static _ => { });
        Assert.Equal(0, _bench.Proxy.Count("UpdateTable"));
        Assert.Contains(_bench.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("on demand", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_of_how_a_table_is_billed_is_made_when_it_was_asked_for_and_warned_of()
    {
        await StartAsync(options => options.UseProvisionedThroughput = false);
        await StartAsync(options => options.ReadCapacityUnits = 20);
        Assert.Equal(20, (await DescribeAsync()).ProvisionedThroughput.ReadCapacityUnits);
        Assert.Contains(_bench.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("billed", StringComparison.Ordinal));

        await StartAsync(options => options.UseProvisionedThroughput = false);
        Assert.Equal(BillingMode.PAY_PER_REQUEST, (await DescribeAsync()).BillingModeSummary.BillingMode);
    }

    [Fact]
    public async Task Provisioned_capacity_follows_the_options_only_where_updates_are_allowed()
    {
        await StartAsync(static _ => { });
        await StartAsync(options =>
        {
            options.WriteCapacityUnits = 7;
            options.UpdateIfExists = false;
        });
        Assert.Equal(5, (await DescribeAsync()).ProvisionedThroughput.WriteCapacityUnits);
        await StartAsync(options => options.WriteCapacityUnits = 7);
        Assert.Equal(7, (await DescribeAsync()).ProvisionedThroughput.WriteCapacityUnits);
        var updates = _bench.Proxy.Count("UpdateTable");
        await StartAsync(options => options.WriteCapacityUnits = 7);
        Assert.Equal(updates, _bench.Proxy.Count("UpdateTable"));
    }

    [Fact]
    public async Task Silos_that_start_together_all_find_a_table_that_is_ready()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => StartAsync(options => options.UseProvisionedThroughput = false)));
        Assert.NotNull(await _bench.ItemAsync("DeploymentId", "cluster", "SiloIdentity", "VersionRow"));
    }

    [Fact]
    public async Task A_table_just_made_may_be_missing_and_then_in_the_making_before_it_is_ready()
    {
        var looks = 0;
        _bench.Proxy.OnCall = call => Task.FromResult<DynamoFault?>(call.Operation != "DescribeTable"
            ? null
            : Interlocked.Increment(ref looks) switch
            {
                1 or 2 => new DynamoFault.Error("ResourceNotFoundException"),
                3 => new DynamoFault.Answer("""{"Table":{"TableStatus":"CREATING"}}"""),
                _ => null,
            });
        await StartAsync(options => options.UseProvisionedThroughput = false);
        Assert.Equal(4, looks);
    }

    [Theory]
    [InlineData("ResourceInUseException")]
    [InlineData("LimitExceededException")]
    public async Task An_update_that_another_makes_is_waited_for_and_looked_at_again(string code)
    {
        await StartAsync(static _ => { });
        var before = _bench.Proxy.Count("UpdateTable");
        _bench.Proxy.Fail("UpdateTable", new DynamoFault.Error(code));
        await StartAsync(options => options.ReadCapacityUnits = 20);
        Assert.Equal(2, _bench.Proxy.Count("UpdateTable") - before);
        Assert.Equal(20, (await DescribeAsync()).ProvisionedThroughput.ReadCapacityUnits);
    }

    [Fact]
    public async Task Waiting_for_a_table_ends_when_it_is_cancelled()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var looks = 0;
        _bench.Proxy.OnCall = async call =>
        {
            if (call.Operation == "DescribeTable" && ++looks == 3)
            {
                await cancelled.CancelAsync();
            }

            return call.Operation == "DescribeTable" ? new DynamoFault.Answer("""{"Table":{"TableStatus":"CREATING"}}""") : null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateMembership(static _ => { }).InitializeMembershipTableAsync(true, cancelled.Token));
    }

    [Fact]
    public async Task A_time_to_live_on_another_attribute_is_left()
    {
        await _bench.OpenStorageAsync();
        await _bench.Client.UpdateTimeToLiveAsync(
            new UpdateTimeToLiveRequest { TableName = _bench.Table, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = "Mine", Enabled = true } }, Token);
        await _bench.OpenStorageAsync(options => options.TimeToLive = TimeSpan.FromDays(1));
        Assert.Equal("Mine", (await _bench.Client.DescribeTimeToLiveAsync(_bench.Table, Token)).TimeToLiveDescription.AttributeName);
    }

    private static void OfOthersMaking(DynamoDBClusteringOptions options)
    {
        options.CreateIfNotExists = false;
        options.UpdateIfExists = false;
        options.UseProvisionedThroughput = false;
    }

    private Task StartAsync(Action<DynamoDBClusteringOptions> configure) => CreateMembership(configure).InitializeMembershipTableAsync(true, Token);

    private IMembershipTable CreateMembership(Action<DynamoDBClusteringOptions> configure) => _bench.CreateMembership(configure: options =>
    {
        options.UseProvisionedThroughput = true;
        configure(options);
    });

    private async Task<TableDescription> DescribeAsync() => (await _bench.Client.DescribeTableAsync(_bench.Table, Token)).Table;
}
