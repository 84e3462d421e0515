using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>One <see cref="SiloHost"/> for all audit scenarios that need none of their own.</summary>
public sealed class AuditScenarioFixture : IAsyncLifetime
{
    private SiloHost? _host;

    /// <summary>What is due is looked for every second, so that the end of a suppression is no long wait.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["--Wake:IntervalSeconds=1", "--Wake:LeaseSeconds=10"];

    /// <summary>The running host.</summary>
    public SiloHost Host => _host ?? throw new InvalidOperationException("The host has not been started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _host = await SiloHost.StartAsync(Settings, cancellationToken: TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
