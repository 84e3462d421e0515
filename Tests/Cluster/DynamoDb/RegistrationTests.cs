using System.Reflection;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

using Orleans.Clustering.DynamoDB;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Storage;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>How the DynamoDB providers come into a silo or a client, and which options they have before anybody sets them.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void The_defaults_are_the_real_packages()
    {
        var clustering = new DynamoDBClusteringOptions();
        Assert.Equal((10, 5, true, true, true, "OrleansSilos"), (clustering.ReadCapacityUnits, clustering.WriteCapacityUnits, clustering.UseProvisionedThroughput, clustering.CreateIfNotExists, clustering.UpdateIfExists, clustering.TableName));
        Assert.Null(clustering.Service);
        var gateways = new DynamoDBGatewayOptions();
        Assert.Equal((10, 5, true, true, true, "OrleansSilos"), (gateways.ReadCapacityUnits, gateways.WriteCapacityUnits, gateways.UseProvisionedThroughput, gateways.CreateIfNotExists, gateways.UpdateIfExists, gateways.TableName));
        var storage = new DynamoDBStorageOptions();
        Assert.Equal((10, 5, true, true, true, "OrleansGrainState"), (storage.ReadCapacityUnits, storage.WriteCapacityUnits, storage.UseProvisionedThroughput, storage.CreateIfNotExists, storage.UpdateIfExists, storage.TableName));
        Assert.Equal(("", false, 10000, null, null), (storage.ServiceId, storage.DeleteStateOnClear, storage.InitStage, storage.TimeToLive, storage.GrainStorageSerializer));
    }

    [Theory]
    [InlineData(typeof(DynamoDBClusteringOptions))]
    [InlineData(typeof(DynamoDBGatewayOptions))]
    [InlineData(typeof(DynamoDBStorageOptions))]
    public void Keys_are_kept_out_of_the_log(Type options)
    {
        Assert.NotNull(options.GetProperty("AccessKey")!.GetCustomAttribute<RedactAttribute>());
        Assert.NotNull(options.GetProperty("SecretKey")!.GetCustomAttribute<RedactAttribute>());
    }

    [Fact]
    public void Configuration_alone_registers_the_providers_of_a_silo()
    {
        using var host = Build(
            builder => builder.UseOrleans(static _ => { }),
            ("Orleans:ClusterId", "c"), ("Orleans:ServiceId", "s"),
            ("Orleans:Clustering:ProviderType", "DynamoDB"), ("Orleans:Clustering:Service", "eu-west-1"), ("Orleans:Clustering:TableName", "members"),
            ("Orleans:Clustering:UseProvisionedThroughput", "false"), ("Orleans:Clustering:Token", "t"), ("Orleans:Clustering:ProfileName", "p"), ("Orleans:Clustering:AccessKey", " "),
            ("Orleans:GrainStorage:Default:ProviderType", "DynamoDB"), ("Orleans:GrainStorage:Default:Region", "eu-west-2"), ("Orleans:GrainStorage:Default:ServiceId", "s"),
            ("Orleans:GrainStorage:Default:TimeToLive", "45.00:00:00"), ("Orleans:GrainStorage:Default:DeleteStateOnClear", "true"));

        Assert.Equal("Orleans.Clustering.DynamoDB", host.Services.GetRequiredService<IMembershipTable>().GetType().Assembly.GetName().Name);
        var clustering = host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value;
        Assert.Equal(("eu-west-1", "members", false, "t", "p", null), (clustering.Service, clustering.TableName, clustering.UseProvisionedThroughput, clustering.Token, clustering.ProfileName, clustering.AccessKey));
        Assert.IsType<DynamoDBGrainStorage>(host.Services.GetRequiredKeyedService<IGrainStorage>("Default"));
        var storage = host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("Default");
        Assert.Equal(("eu-west-2", "s", TimeSpan.FromDays(45), true), (storage.Service, storage.ServiceId, storage.TimeToLive, storage.DeleteStateOnClear));
        Assert.NotNull(storage.GrainStorageSerializer);
    }

    [Fact]
    public void Configuration_alone_registers_the_gateways_of_a_client()
    {
        using var host = Build(
            builder => builder.UseOrleansClient(static _ => { }),
            ("Orleans:ClusterId", "c"), ("Orleans:ServiceId", "s"), ("Orleans:Clustering:ProviderType", "DynamoDB"), ("Orleans:Clustering:Service", "eu-west-1"));
        Assert.Equal("Orleans.Clustering.DynamoDB", host.Services.GetRequiredService<IGatewayListProvider>().GetType().Assembly.GetName().Name);
        Assert.Equal("eu-west-1", host.Services.GetRequiredService<IOptions<DynamoDBGatewayOptions>>().Value.Service);
    }

    [Fact]
    public void A_setting_that_cannot_be_read_stops_the_start()
    {
        using var host = Build(
            builder => builder.UseOrleans(static _ => { }),
            ("Orleans:Clustering:ProviderType", "DynamoDB"), ("Orleans:Clustering:Service", "eu-west-1"), ("Orleans:Clustering:ReadCapacityUnits", "many"));
        var failure = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() => host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value);
        Assert.Contains("Orleans:Clustering:ReadCapacityUnits", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delegates_of_both_forms_and_options_from_elsewhere_take_effect()
    {
        using var host = Build(builder => builder.UseOrleans(silo =>
        {
            silo.UseDynamoDBClustering(options => options.Service = "eu-west-1");
            silo.Services.Configure<DynamoDBClusteringOptions>(options => options.TableName = "elsewhere");
            silo.AddDynamoDBGrainStorageAsDefault((OptionsBuilder<DynamoDBStorageOptions> options) => options.Configure(storage => storage.ServiceId = "s"));
            silo.AddDynamoDBGrainStorage("other");
        }));
        Assert.Equal(("eu-west-1", "elsewhere"), (host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value.Service, host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value.TableName));
        Assert.Equal("s", host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("Default").ServiceId);
        Assert.IsType<DynamoDBGrainStorage>(host.Services.GetRequiredKeyedService<IGrainStorage>("other"));
    }

    [Fact]
    public void A_null_delegate_is_accepted()
    {
        using var host = Build(builder => builder.UseOrleans(silo => silo.UseDynamoDBClustering((Action<DynamoDBClusteringOptions>)null!)));
        Assert.NotNull(host.Services.GetRequiredService<IMembershipTable>());
    }

    [Theory]
    [InlineData("eu-wset-1")]
    [InlineData("Ireland")]
    public async Task A_region_that_does_not_exist_stops_the_start_with_its_name(string region)
    {
        using var host = Build(builder => builder.UseOrleans(silo => silo.UseDynamoDBClustering(options => options.Service = region)));
        var failure = await Assert.ThrowsAsync<Orleans.Runtime.OrleansConfigurationException>(() =>
            host.Services.GetRequiredService<IMembershipTable>().InitializeMembershipTableAsync(true, TestContext.Current.CancellationToken));
        Assert.Contains(region, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_stops_the_start_with_its_name()
    {
        using var host = Build(builder => builder.UseOrleans(silo => silo.UseDynamoDBClustering((DynamoDBClusteringOptions options) =>
        {
            options.Service = "eu-west-1";
            options.ProfileName = "no-such-profile";
        })));
        var failure = await Assert.ThrowsAsync<Orleans.Runtime.OrleansConfigurationException>(() =>
            host.Services.GetRequiredService<IMembershipTable>().InitializeMembershipTableAsync(true, TestContext.Current.CancellationToken));
        Assert.Contains("no-such-profile", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_validator_wants_a_table_and_capacity()
    {
        new DynamoDBGrainStorageOptionsValidator(new DynamoDBStorageOptions(), "s").ValidateConfiguration();
        new DynamoDBGrainStorageOptionsValidator(new DynamoDBStorageOptions { UseProvisionedThroughput = false, ReadCapacityUnits = 0 }, "s").ValidateConfiguration();
        foreach (var wrong in (DynamoDBStorageOptions[])[new() { TableName = " " }, new() { ReadCapacityUnits = 0 }, new() { WriteCapacityUnits = 0 }])
        {
            Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(new DynamoDBGrainStorageOptionsValidator(wrong, "s").ValidateConfiguration);
        }
    }

    [Fact]
    public void One_string_holds_the_settings_of_old()
    {
        var options = new DynamoDBClusteringOptions();
        DynamoDBMembershipHelper.ParseDataConnectionString("Service=eu-west-1;TableName=t; AccessKey=a;SecretKey=b/c=;ReadCapacityUnits=3;WriteCapacityUnits=4;Other=x", options);
        Assert.Equal(("eu-west-1", "t", "a", "b/c=", 3, 4), (options.Service, options.TableName, options.AccessKey, options.SecretKey, options.ReadCapacityUnits, options.WriteCapacityUnits));
    }

    private static IHost Build(Action<HostApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        configure(builder);
        return builder.Build();
    }
}
