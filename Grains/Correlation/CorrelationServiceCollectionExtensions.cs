using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation;

/// <summary>Composes what correlation needs.</summary>
public static class CorrelationServiceCollectionExtensions
{
    /// <summary>
    /// Adds the settings (section <c>Correlation</c>, checked at start), the catalog of rules, which is empty until the host puts a set in force, the way to groups
    /// across things, and the book of what open fleet incidents stand for. The host adds grain storage under <see cref="GrainStorageNames.Correlation"/>, an
    /// <see cref="Fleet.IDueList"/>, an <see cref="Findings.IConsequenceQueues"/> and a <see cref="TimeProvider"/>. Add it after Orleans: the book asks grains.
    /// </summary>
    public static IServiceCollection AddCorrelation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CorrelationOptions>().Bind(configuration.GetSection(CorrelationOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorrelationOptions>, CorrelationOptionsValidator>();
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<CorrelationFanIn>();
        services.TryAddSingleton<InhibitionBook>();
        services.AddHostedService<InhibitionService>();
        return services;
    }
}
