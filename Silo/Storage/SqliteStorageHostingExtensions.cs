using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;

namespace Orleans.Hosting;

/// <summary>Registers the local database and what lives in it.</summary>
internal static class SqliteStorageHostingExtensions
{
    /// <summary>Registers the one <see cref="SqliteStore"/> that grain storages, the watch list and the due list share; calls add up.</summary>
    /// <remarks>Opened when it is first asked for, at the latest at the silo's start; closed with the host's services, after the silo has stopped.</remarks>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, Action<SqliteStoreOptions>? configure = null)
    {
        var options = services.AddOptions<SqliteStoreOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => SqliteStore.Open(
            provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStore>>()));
        return services;
    }

    /// <summary>Registers the watch list and the due list in the local database.</summary>
    public static IServiceCollection AddSqliteWatchList(this IServiceCollection services)
    {
        services.AddSqliteStore();
        services.TryAddSingleton<IWatchList, SqliteWatchList>();
        services.TryAddSingleton<IDueList, SqliteDueList>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExpirySweeper>());
        return services;
    }

    /// <summary>Registers a grain storage in the local database under a name; the store's own settings are those of <see cref="AddSqliteStore"/>.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteGrainStorageOptions>? configure = null)
    {
        builder.Services.AddSqliteGrainStorage(name, configure);
        return builder;
    }

    /// <summary>Registers the grain storage that grains use which name none.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder, Action<SqliteGrainStorageOptions>? configure = null) =>
        builder.AddSqliteGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);

    /// <inheritdoc cref="AddSqliteGrainStorage(ISiloBuilder, string, Action{SqliteGrainStorageOptions}?)"/>
    public static IServiceCollection AddSqliteGrainStorage(this IServiceCollection services, string name, Action<SqliteGrainStorageOptions>? configure = null)
    {
        services.AddSqliteStore();
        var options = services.AddOptions<SqliteGrainStorageOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddTransient<IConfigurationValidator>(provider =>
            new SqliteGrainStorageOptionsValidator(provider.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(name), name));
        services.ConfigureNamedOptionForLogging<SqliteGrainStorageOptions>(name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExpirySweeper>());
        return services.AddGrainStorage(name, Create);
    }

    private static SqliteGrainStorage Create(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(name);

        // Not Orleans's own choice of a default, which is JSON with type names: larger, and broken by a renamed type.
        var serializer = options.GrainStorageSerializer
            ?? provider.GetKeyedService<IGrainStorageSerializer>(name)
            ?? new OrleansGrainStorageSerializer(provider.GetRequiredService<Serializer>());
        return ActivatorUtilities.CreateInstance<SqliteGrainStorage>(provider, name, options, serializer);
    }
}
