using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Silo.Aws;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Adapters;

public sealed class AwsAdapterExtensionsTests
{
    [Fact]
    public void Every_port_to_AWS_has_its_adapter()
    {
        using var services = new ServiceCollection().AddLogging().AddAwsAdapters(new ConfigurationBuilder().Build()).BuildServiceProvider();

        Assert.IsType<SecurityHubApi>(services.GetRequiredService<ISecurityHubApi>());
        Assert.IsType<DeviceDefenderApi>(services.GetRequiredService<IDeviceDefenderApi>());
        Assert.IsType<AuditApi>(services.GetRequiredService<IAuditApi>());
    }
}
