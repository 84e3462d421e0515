using Microsoft.Extensions.DependencyInjection;

using Orleans.Storage;
using Orleans.TestingHost;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>Real silos with the local database as their storage.</summary>
public sealed class ClusterStorageTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private InProcessTestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSqliteStore(options => options.DataFolder = _folder.Path);
            silo.Services.AddSqliteWatchList();
            silo.AddSqliteGrainStorage("things");
            silo.AddSqliteGrainStorage("violations", options => options.TimeToLive = TimeSpan.FromDays(45));
            silo.AddSqliteGrainStorageAsDefault();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task States_are_kept_when_a_silo_is_killed_and_the_grains_go_on_on_the_other()
    {
        var grains = Enumerable.Range(0, 40).Select(i => _cluster.Client.GetGrain<ICounterGrain>($"111122223333/us-east-1/thing-{i}")).ToArray();
        foreach (var grain in grains)
        {
            await grain.AddAsync();
            Assert.Equal(2, await grain.AddAsync());
        }

        var place = await grains[0].WhereAsync();
        var victim = _cluster.Silos.Single(silo => silo.SiloAddress.ToString() == place);
        await _cluster.KillSiloAsync(victim, Token);
        await _cluster.WaitForLivenessToStabilizeAsync();

        foreach (var grain in grains)
        {
            Assert.Equal(2, await grain.GetAsync());
            Assert.Equal(3, await grain.AddAsync());
            Assert.NotEqual(place, await grain.WhereAsync());
        }
    }

    [Fact]
    public async Task A_state_written_behind_the_grains_back_makes_its_next_write_fail_and_the_grain_read_again()
    {
        var grain = _cluster.Client.GetGrain<ICounterGrain>("raced");
        Assert.Equal(1, await grain.AddAsync());

        var storage = _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("things");
        var other = new GrainState<StorageTestState>(new StorageTestState());
        await storage.ReadStateAsync("state", grain.GetGrainId(), other, Token);
        Assert.Equal(1, other.State!.Number);
        other.State.Number = 10;
        await storage.WriteStateAsync("state", grain.GetGrainId(), other, Token);

        await Assert.ThrowsAsync<InconsistentStateException>(grain.AddAsync);
        Assert.Equal(11, await grain.AddAsync());
    }

    [Fact]
    public async Task A_cleared_state_starts_anew()
    {
        var grain = _cluster.Client.GetGrain<ICounterGrain>("cleared");
        await grain.AddAsync();
        await grain.ClearAsync();
        Assert.Equal(0, await grain.GetAsync());
        Assert.Equal(1, await grain.AddAsync());
    }

    [Fact]
    public void All_storages_and_the_watch_list_of_a_silo_share_one_store()
    {
        var services = _cluster.Silos[0].ServiceProvider;
        Assert.IsType<SqliteGrainStorage>(services.GetRequiredKeyedService<IGrainStorage>("things"));
        Assert.IsType<SqliteGrainStorage>(services.GetRequiredKeyedService<IGrainStorage>("violations"));
        Assert.IsType<SqliteGrainStorage>(services.GetRequiredService<IGrainStorage>());
        Assert.IsType<SqliteWatchList>(services.GetRequiredService<IWatchList>());
        Assert.Single(services.GetServices<SqliteStore>());
        Assert.Single(services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ExpirySweeper>());
    }

    [Fact]
    public async Task A_time_to_live_that_cannot_work_stops_the_start()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSqliteStore(options => options.DataFolder = _folder.Path);
            silo.AddSqliteGrainStorage("violations", options => options.TimeToLive = TimeSpan.Zero);
        });
        await using var cluster = builder.Build();
        var failure = await Assert.ThrowsAnyAsync<Exception>(cluster.DeployAsync);
        Assert.Contains("TimeToLive of the grain storage 'violations'", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_stops_the_start()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, SqliteStoreOptions.FileName), new string('x', 5000), Token);
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSqliteStore(options => options.DataFolder = folder.Path);
            silo.AddSqliteGrainStorage("things");
        });
        await using var cluster = builder.Build();
        var failure = await Assert.ThrowsAnyAsync<Exception>(cluster.DeployAsync);
        Assert.Contains("is not a database", failure.ToString(), StringComparison.Ordinal);
    }
}
