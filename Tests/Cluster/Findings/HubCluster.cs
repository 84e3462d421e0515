using System.Collections.Concurrent;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using Orleans.TestingHost;

using OrleansDefender.Findings;
using OrleansDefender.Hosting;
using OrleansDefender.Tests.Shared.Findings;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Cluster.Findings;

/// <summary>Three silos, and a <see cref="MemoryHub"/> for each test's own account. One clock, which only the running test moves.</summary>
public sealed class HubCluster : IAsyncLifetime, ISecurityHubApi
{
    private readonly ConcurrentDictionary<AccountRegion, MemoryHub> _hubs = new();
    private readonly FakeTimeProvider _time = new(TestFindings.Start);
    private InProcessTestCluster? _cluster;
    private int _accounts;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(new PatientTime(_time));
            silo.Services.AddSingleton<ISecurityHubApi>(this);
            silo.Services.AddSecurityHubDelivery(
                new ConfigurationBuilder().AddInMemoryCollection([new($"{DeliveryOptions.SectionName}:{nameof(DeliveryOptions.MaxWaitingFindings)}", "2000")]).Build());
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

    /// <summary>The hub of an account that no other test uses.</summary>
    internal HubSession NewHub()
    {
        var scope = new AccountRegion($"1111{++_accounts:D8}", TestFindings.Scope.Region);
        var hub = _hubs.GetOrAdd(scope, _ => new MemoryHub(_time));
        return new HubSession(_cluster!, scope, hub, _time);
    }

    public Task<IReadOnlyList<FindingFailure>> ImportAsync(AccountRegion scope, IReadOnlyList<Finding> findings, CancellationToken cancellationToken) =>
        _hubs[scope].ImportAsync(scope, findings, cancellationToken);

    public Task<IReadOnlyList<FindingFailure>> UpdateAsync(
        AccountRegion scope, IReadOnlyList<Finding> findings, CustomerUpdate update, CancellationToken cancellationToken) =>
        _hubs[scope].UpdateAsync(scope, findings, update, cancellationToken);

    public int Measure(Finding finding) => _hubs[finding.Scope].Measure(finding);
}
