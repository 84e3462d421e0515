using Microsoft.Extensions.Options;

using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Grain storage in DynamoDB.</summary>
public static class DynamoDBGrainStorageSiloBuilderExtensions
{
    /// <summary>Adds the default grain storage.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static ISiloBuilder AddDynamoDBGrainStorageAsDefault(this ISiloBuilder builder, Action<DynamoDBStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.AddDynamoDBGrainStorageAsDefault(configureOptions));
    }

    /// <summary>Adds a grain storage of a name.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static ISiloBuilder AddDynamoDBGrainStorage(this ISiloBuilder builder, string name, Action<DynamoDBStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.AddDynamoDBGrainStorage(name, configureOptions));
    }

    /// <summary>Adds the default grain storage.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static ISiloBuilder AddDynamoDBGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.AddDynamoDBGrainStorageAsDefault(configureOptions));
    }

    /// <summary>Adds a grain storage of a name.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="name">The name.</param>
    /// <param name="configureOptions">Sets its options.</param>
    public static ISiloBuilder AddDynamoDBGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<DynamoDBStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services => services.AddDynamoDBGrainStorage(name, configureOptions));
    }
}
