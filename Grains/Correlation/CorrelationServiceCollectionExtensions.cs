using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation;

/// <summary>Composes what correlation needs.</summary>
public static class CorrelationServiceCollectionExtensions
{
    /// <summary>Adds the settings (section <c>Correlation</c>, checked at start) and the catalog of rules, which is empty until the host puts a set in force.</summary>
    public static IServiceCollection AddCorrelation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CorrelationOptions>().Bind(configuration.GetSection(CorrelationOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorrelationOptions>, CorrelationOptionsValidator>();
        services.TryAddSingleton<RuleCatalog>();
        return services;
    }
}
