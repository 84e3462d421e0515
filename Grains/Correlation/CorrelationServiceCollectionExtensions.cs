using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using OrleansDefender.Correlation.Groups;
using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation;

/// <summary>Composes what correlation across things needs.</summary>
public static class CorrelationServiceCollectionExtensions
{
    /// <summary>
    /// Adds the rules in force (none until somebody loads them), the way to groups across things, and the book of what open fleet incidents stand for. The host adds
    /// grain storage under <see cref="GrainStorageNames.Correlation"/>, an <see cref="Fleet.IDueList"/>, an <see cref="Findings.IConsequenceQueues"/> and a
    /// <see cref="TimeProvider"/>. Add it after Orleans: the book asks grains.
    /// </summary>
    public static IServiceCollection AddCorrelation(this IServiceCollection services)
    {
        services.TryAddSingleton<RuleCatalog>();
        services.TryAddSingleton<CorrelationFanIn>();
        services.TryAddSingleton<InhibitionBook>();
        services.AddHostedService<InhibitionService>();
        return services;
    }
}
