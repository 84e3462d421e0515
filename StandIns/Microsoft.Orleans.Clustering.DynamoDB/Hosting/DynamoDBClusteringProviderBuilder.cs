using Microsoft.Extensions.Configuration;

using Orleans.Clustering.DynamoDB;
using Orleans.Configuration;
using Orleans.DynamoDb;
using Orleans.Providers;

[assembly: RegisterProvider("DynamoDB", "Clustering", "Silo", typeof(DynamoDBClusteringProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Clustering", "Client", typeof(DynamoDBClusteringProviderBuilder))]

namespace Orleans.Clustering.DynamoDB;

/// <summary>Clustering as configuration asks for it: <c>Orleans:Clustering:ProviderType=DynamoDB</c>.</summary>
internal sealed class DynamoDBClusteringProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    /// <inheritdoc/>
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((DynamoDBClusteringOptions options) =>
        {
            ReadAccess(configurationSection, options);
            SettingsReader.Text(configurationSection, nameof(options.TableName), value => options.TableName = value);
            SettingsReader.Number(configurationSection, nameof(options.ReadCapacityUnits), value => options.ReadCapacityUnits = value);
            SettingsReader.Number(configurationSection, nameof(options.WriteCapacityUnits), value => options.WriteCapacityUnits = value);
            SettingsReader.Flag(configurationSection, nameof(options.UseProvisionedThroughput), value => options.UseProvisionedThroughput = value);
            SettingsReader.Flag(configurationSection, nameof(options.CreateIfNotExists), value => options.CreateIfNotExists = value);
            SettingsReader.Flag(configurationSection, nameof(options.UpdateIfExists), value => options.UpdateIfExists = value);
        });

    /// <inheritdoc/>
    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((DynamoDBGatewayOptions options) =>
        {
            ReadAccess(configurationSection, options);
            SettingsReader.Text(configurationSection, nameof(options.TableName), value => options.TableName = value);
            SettingsReader.Number(configurationSection, nameof(options.ReadCapacityUnits), value => options.ReadCapacityUnits = value);
            SettingsReader.Number(configurationSection, nameof(options.WriteCapacityUnits), value => options.WriteCapacityUnits = value);
            SettingsReader.Flag(configurationSection, nameof(options.UseProvisionedThroughput), value => options.UseProvisionedThroughput = value);
            SettingsReader.Flag(configurationSection, nameof(options.CreateIfNotExists), value => options.CreateIfNotExists = value);
            SettingsReader.Flag(configurationSection, nameof(options.UpdateIfExists), value => options.UpdateIfExists = value);
        });

    private static void ReadAccess(IConfigurationSection section, DynamoDBClientOptions options)
    {
        SettingsReader.Text(section, "Region", value => options.Service = value);
        SettingsReader.Text(section, nameof(options.Service), value => options.Service = value);
        SettingsReader.Text(section, nameof(options.AccessKey), value => options.AccessKey = value);
        SettingsReader.Text(section, nameof(options.SecretKey), value => options.SecretKey = value);
        SettingsReader.Text(section, nameof(options.Token), value => options.Token = value);
        SettingsReader.Text(section, nameof(options.ProfileName), value => options.ProfileName = value);
    }
}
