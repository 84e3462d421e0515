using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using Orleans.Storage;
using Orleans.TestingHost;

using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Things;

/// <summary>Two silos with violation lists and storage that a test scripts; one clock, which only the running test moves.</summary>
public sealed class ViolationCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;
    private int _accounts;

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    internal Dictionary<AccountRegion, ViolationList> Lists { get; } = [];

    internal BrokenStorage Storage { get; } = new();

    internal InProcessTestCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(new PatientTime(Time));
            silo.Services.AddSingleton<IDeviceDefenderApi>(new ListRouter(Lists));
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainStorageNames.Violations, Storage);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>The scan of an account that no other test uses.</summary>
    internal (IViolationScanGrain Grain, ViolationList List) NewScan()
    {
        var scope = new AccountRegion($"2222{++_accounts:D8}", "us-east-1");
        Lists[scope] = new ViolationList();
        return (Cluster.Client.GetGrain<IViolationScanGrain>(scope.ToString()), Lists[scope]);
    }

    private sealed class ListRouter(Dictionary<AccountRegion, ViolationList> lists) : IDeviceDefenderApi
    {
        public IAsyncEnumerable<ScannedEvent?> ListActiveViolationsAsync(AccountRegion scope, CancellationToken cancellationToken) =>
            lists[scope].ListActiveViolationsAsync(scope, cancellationToken);

        public IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
            AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
            lists[scope].ListViolationEventsAsync(scope, from, until, cancellationToken);
    }
}
