using System.Net;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Orleans.Configuration;
using Orleans.Storage;

using OrleansDefender.Tests.Cluster.Storage;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>Two real silos and a client that find each other by DynamoDB and keep their grains' states there.</summary>
public sealed class ClusterTests(DynamoServer server) : IAsyncLifetime
{
    private DynamoBench _bench = null!;
    private IHost[] _silos = [];
    private IHost _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await DynamoBench.CreateAsync(server);
        _silos = [CreateSilo("one"), CreateSilo("two")];
        await Task.WhenAll(_silos.Select(silo => silo.StartAsync(Token)));
        _client = CreateClient();
        await _client.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (IHost?[])[_client, .. _silos])
        {
            if (host is not null)
            {
                await host.StopAsync(CancellationToken.None);
                host.Dispose();
            }
        }

        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Grains_go_on_with_their_states_on_the_silo_that_is_left()
    {
        var factory = _client.Services.GetRequiredService<IGrainFactory>();
        var grains = Enumerable.Range(0, 20).Select(i => factory.GetGrain<ICounterGrain>($"thing-{i}")).ToArray();
        await Eventually.TrueAsync(
            "both silos know each other",
            async () => (await factory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count == 2,
            Token);
        foreach (var grain in grains)
        {
            Assert.Equal(1, await grain.AddAsync());
        }

        var places = await Task.WhenAll(grains.Select(grain => grain.WhereAsync()));
        Assert.Equal(2, places.Distinct().Count());

        await _silos[1].StopAsync(Token);
        foreach (var grain in grains)
        {
            Assert.Equal(2, await grain.AddAsync());
        }

        var left = (await Task.WhenAll(grains.Select(grain => grain.WhereAsync()))).Distinct();
        Assert.Equal(_silos[0].Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString(), Assert.Single(left));
        Assert.NotNull(await _bench.ItemAsync("GrainReference", $"service_{grains[0].GetGrainId()}", "GrainType", "state", $"{_bench.Table}-states"));
        Assert.Equal(0, _bench.Proxy.Count("Scan"));
    }

    private IHost CreateSilo(string name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(SetCluster);
            silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.ConfigureEndpoints(IPAddress.Loopback, ChildProcess.FreePort(), ChildProcess.FreePort());
            silo.UseDynamoDBClustering((DynamoDBClusteringOptions options) =>
            {
                options.Service = _bench.Proxy.Address;
                options.TableName = _bench.Table;
                options.UseProvisionedThroughput = false;
            });
            silo.Services.AddKeyedSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>("things");
            silo.AddDynamoDBGrainStorage("things", (DynamoDBStorageOptions options) =>
            {
                options.Service = _bench.Proxy.Address;
                options.TableName = $"{_bench.Table}-states";
                options.ServiceId = "service";
                options.UseProvisionedThroughput = false;
            });
        });
        return builder.Build();
    }

    private IHost CreateClient()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(SetCluster);
            client.UseDynamoDBClustering((DynamoDBGatewayOptions options) =>
            {
                options.Service = _bench.Proxy.Address;
                options.TableName = _bench.Table;
                options.UseProvisionedThroughput = false;
            });
        });
        return builder.Build();
    }

    private static void SetCluster(ClusterOptions options)
    {
        options.ClusterId = "cluster";
        options.ServiceId = "service";
    }
}
