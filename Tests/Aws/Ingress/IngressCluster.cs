using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using Orleans.TestingHost;

using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Hosting;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Findings;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The real grains in a silo of this process, over memory; around them a hub, a watch list and violation lists that a test looks into.</summary>
public sealed class IngressCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    public IngressCluster()
    {
        Hub = new MemoryHub(TimeProvider.System);
    }

    public ShiftedTime Time { get; } = new();

    public MemoryHub Hub { get; }

    public MemoryWatchList WatchList { get; } = new();

    public MemoryDueList DueList { get; } = new();

    public ListedViolations Violations { get; } = new();

    /// <summary>The queue service beside it.</summary>
    public SimulatorServer Sqs { get; } = new();

    public IGrainFactory Grains => Audits;

    /// <summary>The grains of audits, scripted.</summary>
    public AuditGrains Audits { get; private set; } = null!;

    public IThingGrain Thing(string name) => Grains.GetGrain<IThingGrain>(new ThingKey("111122223333", "us-east-1", name).ToString());

    public async ValueTask InitializeAsync()
    {
        await Sqs.InitializeAsync();
        var configuration = new ConfigurationBuilder().Build();
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(GrainStorageNames.Things).AddMemoryGrainStorage(GrainStorageNames.Violations);
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.AddSingleton<ISecurityHubApi>(Hub);
            silo.Services.AddSingleton<IWatchList>(WatchList);
            silo.Services.AddSingleton<IDeviceDefenderApi>(Violations);
            silo.Services.AddThings(configuration).AddSecurityHubDelivery(configuration);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        Audits = new AuditGrains(_cluster.Client);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await Sqs.DisposeAsync();
    }
}
