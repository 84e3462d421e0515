using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Orleans.Configuration;

namespace Orleans.Storage;

/// <summary>Makes grain storages.</summary>
public static class DynamoDBGrainStorageFactory
{
    /// <summary>Makes the storage of a name, with the options of that name.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="name">The name.</param>
    public static DynamoDBGrainStorage Create(IServiceProvider services, string name) => ActivatorUtilities.CreateInstance<DynamoDBGrainStorage>(
        services, name, services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get(name));
}
