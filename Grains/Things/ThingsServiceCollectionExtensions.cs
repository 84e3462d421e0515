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
    /// Adds the severity policy (section <c>Severity</c>) and the settings of contexts (<c>Context</c>), criticality (<c>Criticality</c>) and risk (<c>Risk</c>), checked
    /// at start. The host adds grain storage under <see cref="GrainStorageNames"/>, an <see cref="Fleet.IWatchList"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddThings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SeverityOptions>().Bind(configuration.GetSection(SeverityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SeverityOptions>, SeverityOptionsValidator>();
        services.AddSingleton(provider => new SeverityPolicy(provider.GetRequiredService<IOptions<SeverityOptions>>().Value));
        services.AddOptions<RiskOptions>().Bind(configuration.GetSection(RiskOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RiskOptions>, RiskOptionsValidator>();
        services.AddOptions<ContextOptions>().Bind(configuration.GetSection(ContextOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ContextOptions>, ContextOptionsValidator>();
        services.AddOptions<CriticalityOptions>().Bind(configuration.GetSection(CriticalityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CriticalityOptions>, CriticalityOptionsValidator>();
        services.AddSingleton(provider => new CriticalityPolicy(provider.GetRequiredService<IOptions<CriticalityOptions>>().Value));
        return services.AddThingRules();
    }

    /// <summary>Adds what things need to evaluate rules, each with its defaults where nobody has added it yet: no rules, no silences, no fleet incidents.</summary>
    internal static IServiceCollection AddThingRules(this IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<InhibitionBook>();
        services.TryAddSingleton<SilenceBook>();
        services.TryAddSingleton(new CriticalityPolicy(new CriticalityOptions()));
        services.TryAddSingleton<ThingRulesSource>();
        return services;
    }
}
