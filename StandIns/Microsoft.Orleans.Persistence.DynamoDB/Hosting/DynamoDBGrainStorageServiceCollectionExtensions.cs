using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Grain storage in DynamoDB.</summary>
public static class DynamoDBGrainStorageServiceCollectionExtensions
{
    /// <summary>Adds the default grain storage.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static IServiceCollection AddDynamoDBGrainStorageAsDefault(this IServiceCollection services, Action<DynamoDBStorageOptions> configureOptions) =>
        services.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds a grain storage of a name.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static IServiceCollection AddDynamoDBGrainStorage(this IServiceCollection services, string name, Action<DynamoDBStorageOptions> configureOptions) =>
        services.AddDynamoDBGrainStorage(name, (OptionsBuilder<DynamoDBStorageOptions> options) =>
        {
            if (configureOptions is not null)
            {
                options.Configure(configureOptions);
            }
        });

    /// <summary>Adds the default grain storage.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static IServiceCollection AddDynamoDBGrainStorageAsDefault(
        this IServiceCollection services, Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null) =>
        services.AddDynamoDBGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds a grain storage of a name.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static IServiceCollection AddDynamoDBGrainStorage(
        this IServiceCollection services, string name, Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        configureOptions?.Invoke(services.AddOptions<DynamoDBStorageOptions>(name));
        services.AddTransient<IConfigurationValidator>(provider =>
            new DynamoDBGrainStorageOptionsValidator(provider.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get(name), name));
        services.ConfigureNamedOptionForLogging<DynamoDBStorageOptions>(name);
        services.AddTransient<IPostConfigureOptions<DynamoDBStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<DynamoDBStorageOptions>>();
        return services.AddGrainStorage(name, DynamoDBGrainStorageFactory.Create);
    }
}
