using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OrleansDefender.Findings;

namespace OrleansDefender.Hosting;

/// <summary>Registers what <see cref="ISecurityHubGrain"/> needs.</summary>
public static class SecurityHubDeliveryExtensions
{
    /// <summary>
    /// Adds the options of section <c>Delivery</c>, checked at start, and <see cref="DeliveryCounters"/>. The host adds <see cref="ISecurityHubApi"/>.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddSecurityHubDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<DeliveryOptions>().Bind(configuration.GetSection(DeliveryOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>());
        services.TryAddSingleton<DeliveryCounters>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
