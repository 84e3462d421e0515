using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansDefender.Correlation;

/// <summary>Composes what silences need.</summary>
public static class SilencesServiceCollectionExtensions
{
    /// <summary>
    /// Adds what a silo knows of silences. The host adds grain storage under <see cref="GrainStorageNames.Audits"/>, a <see cref="Fleet.IWatchList"/>, a
    /// <see cref="Fleet.IDueList"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddSilences(this IServiceCollection services)
    {
        services.TryAddSingleton<SilenceBook>();
        return services;
    }
}
