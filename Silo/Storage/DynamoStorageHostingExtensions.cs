using Amazon.DynamoDBv2;

using Microsoft.Extensions.DependencyInjection.Extensions;

using Orleans.Configuration;
using Orleans.Storage;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Storage;

namespace Orleans.Hosting;

/// <summary>Registers DynamoDB as what a cluster keeps all in: its membership, its grains' states, the watch list and the due list.</summary>
internal static class DynamoStorageHostingExtensions
{
    /// <summary>The first part of every key of a state. For the life of the data: with another one the states are not found.</summary>
    public const string ServiceId = "orleans-defender";

    /// <summary>Registers the providers over tables that are there. The deployment owns them: no silo makes or changes one.</summary>
    /// <param name="silo">The silo's builder; the lists call DynamoDB by the <see cref="IAmazonDynamoDB"/> of its services.</param>
    /// <param name="tables">The tables.</param>
    public static ISiloBuilder AddDynamoClusterAndStorage(this ISiloBuilder silo, DynamoTables tables)
    {
        silo.UseDynamoDBClustering((DynamoDBClusteringOptions options) =>
        {
            options.Service = tables.Service!;
            options.TableName = tables.Membership;
            options.CreateIfNotExists = false;
            options.UpdateIfExists = false;
            options.UseProvisionedThroughput = false;
        });
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<IWatchList>(provider => new DynamoWatchList(provider.GetRequiredService<IAmazonDynamoDB>(), tables.Watch));
        silo.Services.TryAddSingleton<IDueList>(provider =>
            new DynamoDueList(provider.GetRequiredService<IAmazonDynamoDB>(), tables.Due, provider.GetRequiredService<TimeProvider>()));
        return silo;
    }

    /// <summary>Registers a grain storage in the table of states: binary, so that a state costs few write units.</summary>
    /// <param name="silo">The silo's builder.</param>
    /// <param name="name">The storage's name.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="timeToLive">How long after its last write DynamoDB may remove a state; absent: never.</param>
    public static ISiloBuilder AddDynamoStates(this ISiloBuilder silo, string name, DynamoTables tables, TimeSpan? timeToLive = null)
    {
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>(name);
        return silo.AddDynamoDBGrainStorage(name, (DynamoDBStorageOptions options) =>
        {
            options.Service = tables.Service!;
            options.TableName = tables.States;
            options.ServiceId = ServiceId;
            options.TimeToLive = timeToLive;
            options.CreateIfNotExists = false;
            options.UpdateIfExists = false;
            options.UseProvisionedThroughput = false;
        });
    }
}
