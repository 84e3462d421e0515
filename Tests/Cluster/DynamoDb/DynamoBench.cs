using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>A table of its own for a test, and the providers over it as a silo gets them: by the public surface alone.</summary>
internal sealed class DynamoBench : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly List<DynamoDBGrainStorage> _storages = [];

    private DynamoBench(DynamoProxy proxy, AmazonDynamoDBClient client)
    {
        Proxy = proxy;
        Client = client;
    }

    /// <summary>Between the providers and the server.</summary>
    public DynamoProxy Proxy { get; }

    /// <summary>A client of the test's own, past the proxy.</summary>
    public AmazonDynamoDBClient Client { get; }

    /// <summary>The table's name.</summary>
    public string Table { get; } = $"t-{Guid.NewGuid():N}";

    /// <summary>What the providers log.</summary>
    public LogList Log { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DynamoBench> CreateAsync(DynamoServer server)
    {
        var address = await server.GetAddressAsync();
        var client = new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), new AmazonDynamoDBConfig { ServiceURL = address.AbsoluteUri });
        return new DynamoBench(await DynamoProxy.StartAsync(address, Token), client);
    }

    /// <summary>The services of a silo that is not started.</summary>
    public IServiceProvider BuildSilo(string clusterId, Action<ISiloBuilder> configure, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(Log);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = clusterId;
                options.ServiceId = "service";
            });
            configure(silo);
        });
        var host = builder.Build();
        _hosts.Add(host);
        return host.Services;
    }

    /// <summary>A membership table; its DynamoDB table is made on demand unless options say otherwise.</summary>
    public IMembershipTable CreateMembership(string clusterId = "cluster", Action<DynamoDBClusteringOptions>? configure = null, TimeProvider? time = null) =>
        BuildSilo(
            clusterId,
            silo => silo.UseDynamoDBClustering((DynamoDBClusteringOptions options) =>
            {
                options.Service = Proxy.Address;
                options.TableName = Table;
                options.UseProvisionedThroughput = false;
                configure?.Invoke(options);
            }),
            time).GetRequiredService<IMembershipTable>();

    /// <summary>A membership table that is ready.</summary>
    public async Task<IMembershipTable> OpenMembershipAsync(string clusterId = "cluster", TimeProvider? time = null)
    {
        var membership = CreateMembership(clusterId, time: time);
        await membership.InitializeMembershipTableAsync(true, Token);
        return membership;
    }

    /// <summary>The gateway list of a client.</summary>
    public IGatewayListProvider CreateGateways(string clusterId = "cluster")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
            {
                options.ClusterId = clusterId;
                options.ServiceId = "service";
            });
            client.UseDynamoDBClustering((DynamoDBGatewayOptions options) =>
            {
                options.Service = Proxy.Address;
                options.TableName = Table;
                options.UseProvisionedThroughput = false;
            });
        });
        var host = builder.Build();
        _hosts.Add(host);
        return host.Services.GetRequiredService<IGatewayListProvider>();
    }

    /// <summary>A grain storage that is ready, with the binary serializer.</summary>
    public async Task<IGrainStorage> OpenStorageAsync(Action<DynamoDBStorageOptions>? configure = null)
    {
        var services = BuildSilo("cluster", silo =>
        {
            silo.UseLocalhostClustering();
            silo.Services.AddKeyedSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>("things");
            silo.AddDynamoDBGrainStorage("things", (DynamoDBStorageOptions options) =>
            {
                options.Service = Proxy.Address;
                options.TableName = Table;
                options.ServiceId = "thing-service";
                options.UseProvisionedThroughput = false;
                configure?.Invoke(options);
            });
        });
        var storage = (DynamoDBGrainStorage)services.GetRequiredKeyedService<IGrainStorage>("things");
        await storage.Init(Token);
        _storages.Add(storage);
        return storage;
    }

    /// <summary>An item as the table holds it; <see langword="null"/> where none is.</summary>
    public async Task<Dictionary<string, AttributeValue>?> ItemAsync(string hashName, string hash, string rangeName, string range, string? table = null)
    {
        var key = new Dictionary<string, AttributeValue> { [hashName] = new(hash), [rangeName] = new(range) };
        var response = await Client.GetItemAsync(new GetItemRequest { TableName = table ?? Table, Key = key, ConsistentRead = true }, Token);
        return response.Item is { Count: > 0 } item ? item : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _storages)
        {
            await storage.Close(CancellationToken.None);
        }

        foreach (var host in _hosts)
        {
            host.Dispose();
        }

        await Proxy.DisposeAsync();
        Client.Dispose();
    }
}
