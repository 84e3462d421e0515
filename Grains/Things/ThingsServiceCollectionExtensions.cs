using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Composes what things need.</summary>
public static class ThingsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the severity policy (section <c>Severity</c>, checked at start). The host adds grain storage under <see cref="GrainStorageNames"/>, an
    /// <see cref="Fleet.IWatchList"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddThings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SeverityOptions>().Bind(configuration.GetSection(SeverityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SeverityOptions>, SeverityOptionsValidator>();
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<InhibitionBook>();
        services.AddSingleton(provider => new SeverityPolicy(provider.GetRequiredService<IOptions<SeverityOptions>>().Value));
        return services;
    }
}
