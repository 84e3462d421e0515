using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using Orleans.Clustering.DynamoDB;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Hosting;

/// <summary>Clustering over a DynamoDB table.</summary>
public static class AwsUtilsHostingExtensions
{
    /// <summary>Keeps the cluster's membership in a DynamoDB table.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="configureOptions">Sets the options.</param>
    public static ISiloBuilder UseDynamoDBClustering(this ISiloBuilder builder, Action<DynamoDBClusteringOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            if (configureOptions is not null)
            {
                services.Configure(configureOptions);
            }

            AddMembership(services);
        });
    }

    /// <summary>Keeps the cluster's membership in a DynamoDB table.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="configureOptions">Sets the options.</param>
    public static ISiloBuilder UseDynamoDBClustering(this ISiloBuilder builder, Action<OptionsBuilder<DynamoDBClusteringOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            configureOptions?.Invoke(services.AddOptions<DynamoDBClusteringOptions>());
            AddMembership(services);
        });
    }

    /// <summary>Finds the cluster's silos in a DynamoDB table.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="configureOptions">Sets the options.</param>
    public static IClientBuilder UseDynamoDBClustering(this IClientBuilder builder, Action<DynamoDBGatewayOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            if (configureOptions is not null)
            {
                services.Configure(configureOptions);
            }

            AddGateways(services);
        });
    }

    /// <summary>Finds the cluster's silos in a DynamoDB table.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="configureOptions">Sets the options.</param>
    public static IClientBuilder UseDynamoDBClustering(this IClientBuilder builder, Action<OptionsBuilder<DynamoDBGatewayOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            configureOptions?.Invoke(services.AddOptions<DynamoDBGatewayOptions>());
            AddGateways(services);
        });
    }

    private static void AddMembership(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IMembershipTable, DynamoDBMembershipTable>();
        services.ConfigureFormatter<DynamoDBClusteringOptions>();
    }

    private static void AddGateways(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IGatewayListProvider, DynamoDBGatewayListProvider>();
        services.ConfigureFormatter<DynamoDBGatewayOptions>();
    }
}
