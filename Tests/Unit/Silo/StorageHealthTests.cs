using System.Reflection;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Findings;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Status;
using OrleansDefender.Silo.Storage;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class StorageHealthTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("defender-health-").FullName;
    private readonly FakeTimeProvider _time = new();
    private SqliteStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _store = SqliteStore.Open(new SqliteStoreOptions { DataFolder = _folder }, _time, NullLogger<SqliteStore>.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_that_may_not_grow_is_unhealthy_with_the_reason_until_it_may_though_nobody_writes()
    {
        using var reader = Reader();
        Assert.Equal(HealthState.Healthy, (await ReadAsync(reader)).State);

        await _store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1"), Token);
        await Assert.ThrowsAsync<SqliteStoreException>(() => _store.WriteAsync(
            0,
            static (session, _) =>
            {
                session.RunScript("CREATE TABLE big AS SELECT zeroblob(100000) AS data");
                return 0;
            },
            Token));

        for (var look = 0; look < 2; look++)
        {
            var failing = await ReadAsync(reader);
            Assert.Equal(HealthState.Unhealthy, failing.State);
            Assert.Contains("cannot grow", failing.Reason, StringComparison.Ordinal);
            Assert.Equal(_store.WriteTrouble!.Since, failing.Since);
        }

        await _store.WriteAsync(0, static (session, _) => session.RunScalar("PRAGMA max_page_count = 1000000"), Token);
        Assert.Equal(HealthState.Healthy, (await ReadAsync(reader)).State);
    }

    private async Task<HealthCheck> ReadAsync(SystemReader reader)
    {
        // A snapshot serves whoever asks within a second.
        _time.Advance(TimeSpan.FromSeconds(1));
        return (await reader.ReadAsync(Token)).Storage;
    }

    // The silo of these defaults takes no calls, so that no grain is asked; there is no queue, so that SQS is not either.
    private SystemReader Reader() => new(
        new SqliteWatchList(_store),
        Default.Of<IGrainFactory>(),
        new NoPumps(),
        new DeliveryCounters(),
        new DeliveryBacklog(null!, [], TimeSpan.FromMinutes(1), _time),
        new SiloReadiness(Default.Of<ISiloStatusOracle>(), Default.Of<IHostApplicationLifetime>()),
        Options.Create(new DefenderOptions()),
        _time,
        NullLogger<SystemReader>.Instance,
        _store);

    private sealed class NoPumps : IIngressSource
    {
        public IReadOnlyList<PumpState> Read() => [];
    }

    /// <summary>Answers every call with its type's default.</summary>
    public class Default : DispatchProxy
    {
        public static T Of<T>()
            where T : class => Create<T, Default>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.ReturnType is { IsValueType: true } type && type != typeof(void) ? Activator.CreateInstance(type) : null;
    }
}
