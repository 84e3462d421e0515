using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using OrleansDefender.Fleet;

namespace OrleansDefender.Audits;

/// <summary>Composes what audits and reconciliation need.</summary>
public static class AuditsServiceCollectionExtensions
{
    /// <summary>
    /// Adds audits and reconciliation (section <c>Reconcile</c>, checked at start). The host adds grain storage under <see cref="GrainStorageNames"/>, an
    /// <see cref="IDueList"/>, an <see cref="IAuditApi"/>, <see cref="Findings.IConsequenceQueues"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddAudits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReconcileOptions>().Bind(configuration.GetSection(ReconcileOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReconcileOptions>, ReconcileOptionsValidator>();
        services.AddSingleton<ResourceEffects>();
        return services;
    }
}
