using Amazon.Extensions.NETCore.Setup;

using Microsoft.Extensions.DependencyInjection.Extensions;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Aws;

/// <summary>Registers the AWS adapters behind the grains' ports.</summary>
internal static class AwsAdapterExtensions
{
    /// <summary>
    /// Adds <see cref="ISecurityHubApi"/>, <see cref="IDeviceDefenderApi"/>, <see cref="IAuditApi"/>, <see cref="IThingRegistry"/> and <see cref="AwsClients"/>.
    /// Where the host has registered no <see cref="AWSOptions"/> (<c>AddDefaultAWSOptions</c>), section <c>AWS</c> is read.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddAwsAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddDefaultAWSOptions(configuration.GetAWSOptions());
        services.TryAddSingleton<AwsClients>();
        services.TryAddSingleton<ISecurityHubApi, SecurityHubApi>();
        services.TryAddSingleton<IDeviceDefenderApi, DeviceDefenderApi>();
        services.TryAddSingleton<IAuditApi, AuditApi>();
        services.TryAddSingleton<IThingRegistry, ThingRegistry>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
