using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Things;

/// <summary>Composes what things need.</summary>
public static class ThingsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the severity policy (section <c>Severity</c>) and the settings of contexts (<c>Context</c>) and criticality (<c>Criticality</c>), checked at start. The host adds grain storage under <see cref="GrainStorageNames"/>, an
    /// <see cref="Fleet.IWatchList"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddThings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SeverityOptions>().Bind(configuration.GetSection(SeverityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SeverityOptions>, SeverityOptionsValidator>();
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<InhibitionBook>();
        services.AddSingleton(provider => new SeverityPolicy(provider.GetRequiredService<IOptions<SeverityOptions>>().Value));
        services.AddOptions<RiskOptions>().Bind(configuration.GetSection(RiskOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RiskOptions>, RiskOptionsValidator>();
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<ThingRulesSource>();
        services.AddOptions<ContextOptions>().Bind(configuration.GetSection(ContextOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ContextOptions>, ContextOptionsValidator>();
        services.AddOptions<CriticalityOptions>().Bind(configuration.GetSection(CriticalityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CriticalityOptions>, CriticalityOptionsValidator>();
        services.AddSingleton(provider => new CriticalityPolicy(provider.GetRequiredService<IOptions<CriticalityOptions>>().Value));
        return services;
    }
}
