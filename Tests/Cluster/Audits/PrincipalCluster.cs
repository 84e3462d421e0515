using System.Collections.Concurrent;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using Orleans.TestingHost;

using OrleansDefender.Audits;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>A silo with attachments of certificates that a test scripts; a clock that only the running test moves.</summary>
public sealed class PrincipalCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;
    private int _accounts;

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    internal ConcurrentDictionary<AccountRegion, PrincipalList> Lists { get; } = [];

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(new PatientTime(Time));
            silo.Services.AddSingleton<IAuditApi>(new PrincipalRouter(Lists));
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

    /// <summary>The look-ups of an account that no other test uses.</summary>
    internal (IPrincipalThingsGrain Grain, PrincipalList List) New()
    {
        var scope = new AccountRegion($"3333{++_accounts:D8}", "us-east-1");
        Lists[scope] = new PrincipalList();
        return (_cluster!.Client.GetGrain<IPrincipalThingsGrain>(scope.ToString()), Lists[scope]);
    }
}
