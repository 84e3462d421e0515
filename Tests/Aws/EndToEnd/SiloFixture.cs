using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>One <see cref="SiloHost"/> for all tests of a class.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private SiloHost? _host;

    /// <summary>The running host.</summary>
    public SiloHost Host => _host ?? throw new InvalidOperationException("The host has not been started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _host = await SiloHost.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
