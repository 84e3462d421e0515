using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.DynamoDb;
using Orleans.Persistence.DynamoDB;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("DynamoDB", "GrainStorage", "Silo", typeof(DynamoDBGrainStorageProviderBuilder))]

namespace Orleans.Persistence.DynamoDB;

/// <summary>Grain storage as configuration asks for it: <c>Orleans:GrainStorage:&lt;name&gt;:ProviderType=DynamoDB</c>.</summary>
internal sealed class DynamoDBGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    /// <inheritdoc/>
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddDynamoDBGrainStorage(
            name ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (OptionsBuilder<DynamoDBStorageOptions> builder) => builder.Configure<IServiceProvider>((options, services) => Read(configurationSection, options, services)));

    private static void Read(IConfigurationSection section, DynamoDBStorageOptions options, IServiceProvider services)
    {
        SettingsReader.Text(section, "Region", value => options.Service = value);
        SettingsReader.Text(section, nameof(options.Service), value => options.Service = value);
        SettingsReader.Text(section, nameof(options.AccessKey), value => options.AccessKey = value);
        SettingsReader.Text(section, nameof(options.SecretKey), value => options.SecretKey = value);
        SettingsReader.Text(section, nameof(options.Token), value => options.Token = value);
        SettingsReader.Text(section, nameof(options.ProfileName), value => options.ProfileName = value);
        SettingsReader.Text(section, nameof(options.TableName), value => options.TableName = value);
        SettingsReader.Number(section, nameof(options.ReadCapacityUnits), value => options.ReadCapacityUnits = value);
        SettingsReader.Number(section, nameof(options.WriteCapacityUnits), value => options.WriteCapacityUnits = value);
        SettingsReader.Flag(section, nameof(options.UseProvisionedThroughput), value => options.UseProvisionedThroughput = value);
        SettingsReader.Flag(section, nameof(options.CreateIfNotExists), value => options.CreateIfNotExists = value);
        SettingsReader.Flag(section, nameof(options.UpdateIfExists), value => options.UpdateIfExists = value);
        SettingsReader.Text(section, nameof(options.ServiceId), value => options.ServiceId = value);
        SettingsReader.Flag(section, nameof(options.DeleteStateOnClear), value => options.DeleteStateOnClear = value);
        SettingsReader.Span(section, nameof(options.TimeToLive), value => options.TimeToLive = value);
        SettingsReader.Text(section, "SerializerKey", key => options.GrainStorageSerializer = services.GetRequiredKeyedService<IGrainStorageSerializer>(key));
    }
}
