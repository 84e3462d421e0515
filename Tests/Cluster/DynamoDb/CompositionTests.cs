using System.Net;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Orleans.Configuration;
using Orleans.Storage;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Tests.Cluster.Storage;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>A silo that keeps all in DynamoDB as the product registers it, over tables that somebody else made.</summary>
public sealed class CompositionTests(DynamoServer server)
{
    private static readonly string[] Changing = ["CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "DescribeTable", "DescribeTimeToLive"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_works_over_tables_of_others_making_and_asks_nothing_about_them()
    {
        await using var proxy = await DynamoProxy.StartAsync(await server.GetAddressAsync(), Token);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = proxy.Address });
        var tables = Tables(proxy);
        await DynamoSchema.CreateAsync(client, tables, TimeProvider.System, Token);
        var made = proxy.Calls.Count;

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IAmazonDynamoDB>(client);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => options.ClusterId = "cluster");
            silo.ConfigureEndpoints(IPAddress.Loopback, ChildProcess.FreePort(), 0);
            silo.AddDynamoClusterAndStorage(tables);
            silo.AddDynamoStates("things", tables);
            silo.AddDynamoStates("violations", tables, TimeSpan.FromDays(45));
        });
        using var host = builder.Build();
        await host.StartAsync(Token);
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("111122223333/us-east-1/thermostat");
        await grain.AddAsync();
        Assert.Equal(2, await grain.AddAsync());
        var violation = new GrainState<StorageTestState>(new StorageTestState());
        await host.Services.GetRequiredKeyedService<IGrainStorage>("violations").WriteStateAsync("violation", GrainId.Create("violation", "v"), violation, Token);
        Assert.IsType<DynamoWatchList>(host.Services.GetRequiredService<IWatchList>());
        Assert.IsType<DynamoDueList>(host.Services.GetRequiredService<IDueList>());
        await host.StopAsync(Token);

        Assert.DoesNotContain(proxy.Calls.Skip(made), call => Changing.Contains(call.Operation));
        var items = (await client.ScanAsync(new ScanRequest(tables.States), Token)).Items;
        Assert.All(items, item => Assert.StartsWith("orleans-defender_", item["GrainReference"].S, StringComparison.Ordinal));
        Assert.Equal(["violation"], items.Where(item => item.ContainsKey("GrainTtl")).Select(item => item["GrainType"].S));
        Assert.Equal(2, items.Count);

        // Binary: a state of one number takes a few bytes.
        Assert.InRange(items.Single(item => item["GrainType"].S == "state")["GrainState"].B.Length, 1, 32);
    }

    [Fact]
    public async Task Making_the_tables_twice_changes_nothing_and_the_second_time_is_no_error()
    {
        await using var proxy = await DynamoProxy.StartAsync(await server.GetAddressAsync(), Token);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = proxy.Address });
        var tables = Tables(proxy);
        await DynamoSchema.CreateAsync(client, tables, TimeProvider.System, Token);
        await DynamoSchema.CreateAsync(client, tables, TimeProvider.System, Token);

        Assert.Equal(2, proxy.Count("UpdateTimeToLive"));
        Assert.Equal("GrainTtl", (await client.DescribeTimeToLiveAsync(tables.States, Token)).TimeToLiveDescription.AttributeName);
        Assert.Equal("EndsAt", (await client.DescribeTimeToLiveAsync(tables.Due, Token)).TimeToLiveDescription.AttributeName);
        foreach (var table in (string[])[tables.Membership, tables.States, tables.Watch, tables.Due])
        {
            Assert.Equal(BillingMode.PAY_PER_REQUEST, (await client.DescribeTableAsync(table, Token)).Table.BillingModeSummary.BillingMode);
        }
    }

    private static DynamoTables Tables(DynamoProxy proxy)
    {
        var run = Guid.NewGuid().ToString("N");
        return new DynamoTables { Service = proxy.Address, Membership = $"m-{run}", States = $"s-{run}", Watch = $"w-{run}", Due = $"d-{run}" };
    }
}
