using System.Reflection;

using Amazon;
using Amazon.Extensions.NETCore.Setup;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Environment, profile, static switches of the SDK and the container's registration work as for any AWS client.</summary>
[Collection(nameof(ProcessWide))]
public sealed class ConfigurationTests : IDisposable
{
    private static readonly AWSCredentials Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret");

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-standins-").FullName;
    private readonly EnvironmentScope _environment = new();

    public ConfigurationTests()
    {
        // Whatever the machine is set up with must not reach these tests.
        foreach (var name in (string[])[
            "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SECURITYHUB", "AWS_ENDPOINT_URL_IOT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_PROFILE",
            "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_MAX_ATTEMPTS"])
        {
            _environment.Set(name, null);
        }

        _environment.Set("AWS_CONFIG_FILE", Path.Combine(_folder, "config"));
        _environment.Set("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(_folder, "credentials"));
        _environment.Set("AWS_EC2_METADATA_DISABLED", "true");
        SdkCaches.Forget();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _environment.Dispose();
        SdkCaches.Forget();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void AWS_ENDPOINT_URL_replaces_every_endpoint_and_one_for_a_service_goes_first()
    {
        _environment.Set("AWS_ENDPOINT_URL", "http://127.0.0.1:4001").Set("AWS_ENDPOINT_URL_SECURITYHUB", "http://127.0.0.1:4002");

        Assert.Equal("http://127.0.0.1:4002/", HubAddress());
        Assert.Equal("http://127.0.0.1:4001/", IoTAddress());

        _environment.Set("AWS_ENDPOINT_URL_IOT", "http://127.0.0.1:4003");
        Assert.Equal("http://127.0.0.1:4003/", IoTAddress());
    }

    [Fact]
    public void Configured_endpoints_can_be_ignored()
    {
        _environment.Set("AWS_ENDPOINT_URL", "http://127.0.0.1:4001").Set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        SdkCaches.Forget();

        Assert.Equal("https://securityhub.us-east-1.amazonaws.com/", HubAddress());
        Assert.Equal("https://iot.us-east-1.amazonaws.com/", IoTAddress());
    }

    [Fact]
    public async Task Region_credentials_and_address_can_all_come_from_the_environment()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        _environment
            .Set("AWS_REGION", "eu-west-1")
            .Set("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT")
            .Set("AWS_SECRET_ACCESS_KEY", "secret")
            .Set("AWS_ENDPOINT_URL", server.Address.ToString());
        SdkCaches.Forget();
        using var hub = new AmazonSecurityHubClient();
        using var things = new AmazonIoTClient();

        await hub.GetFindingsAsync(new GetFindingsRequest(), Cancel);
        await things.DescribeThingAsync(new DescribeThingRequest { ThingName = "t" }, Cancel);

        Assert.Contains("AKIDENVIRONMENT/", server.Calls[0].Headers["Authorization"].ToString(), StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/securityhub/aws4_request", server.Calls[0].Headers["Authorization"].ToString(), StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/iot/aws4_request", server.Calls[1].Headers["Authorization"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_makes_clients_from_configuration_by_their_interfaces()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS:Region"] = "us-east-1",
            ["AWS:ServiceURL"] = server.Address.ToString(),
            ["AWS:AuthenticationRegion"] = "us-east-1",
            ["AWS:MaxErrorRetry"] = "0",
        }).Build();
        var options = configuration.GetAWSOptions();
        options.Credentials = Credentials;
        await using var provider = new ServiceCollection()
            .AddDefaultAWSOptions(options)
            .AddAWSService<IAmazonSecurityHub>()
            .AddAWSService<IAmazonIoT>()
            .BuildServiceProvider();

        var hub = provider.GetRequiredService<IAmazonSecurityHub>();
        var things = provider.GetRequiredService<IAmazonIoT>();
        await hub.GetFindingsAsync(new GetFindingsRequest(), Cancel);
        await things.ListActiveViolationsAsync(new ListActiveViolationsRequest(), Cancel);

        Assert.IsType<AmazonSecurityHubClient>(hub);
        Assert.IsType<AmazonIoTClient>(things);
        Assert.Equal(0, ((AmazonSecurityHubConfig)hub.Config).MaxErrorRetry);
        Assert.Equal(["/findings", "/active-violations"], server.Calls.Select(call => call.RawPath));
    }

    [Fact]
    public void The_container_makes_clients_with_the_credentials_of_the_environment_where_none_are_given()
    {
        _environment.Set("AWS_REGION", "eu-west-1").Set("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT").Set("AWS_SECRET_ACCESS_KEY", "secret");
        SdkCaches.Forget();
        using var provider = new ServiceCollection()
            .AddDefaultAWSOptions(new AWSOptions { Region = RegionEndpoint.USEast2 })
            .AddAWSService<IAmazonSecurityHub>()
            .AddAWSService<IAmazonIoT>()
            .BuildServiceProvider();

        Assert.Equal("us-east-2", provider.GetRequiredService<IAmazonSecurityHub>().Config.RegionEndpoint.SystemName);
        Assert.Equal("us-east-2", provider.GetRequiredService<IAmazonIoT>().Config.RegionEndpoint.SystemName);
    }

    [Fact]
    public async Task With_InitializeCollections_a_collection_is_never_null_and_an_empty_one_is_not_sent()
    {
        AWSConfigs.InitializeCollections = true;
        try
        {
            await using var server = await WireServer.StartAsync(new WireReply(200, """{"Findings":[{"Types":null}]}"""), Cancel);
            using var hub = (AmazonSecurityHubClient)StandInService.SecurityHub.CreateClient(server.Address);
            var request = new BatchUpdateFindingsRequest { Types = ["a/b"] };
            Assert.Empty(request.FindingIdentifiers);

            await hub.BatchUpdateFindingsAsync(request, Cancel);
            var found = await hub.GetFindingsAsync(new GetFindingsRequest(), Cancel);

            Assert.Equal("""{"Types":["a/b"]}""", System.Text.Encoding.UTF8.GetString(server.Calls[0].Body));
            Assert.Empty(Assert.Single(found.Findings).Types);
            Assert.Empty(found.Findings[0].ProductFields);
        }
        finally
        {
            AWSConfigs.InitializeCollections = false;
        }
    }

    [Fact]
    public void A_configuration_knows_its_service()
    {
        Assert.Equal("SecurityHub", AmazonSecurityHubConfig.ServiceId);
        Assert.Equal("IoT", AmazonIoTConfig.ServiceId);
        Assert.Equal("securityhub", new AmazonSecurityHubConfig().AuthenticationServiceName);
        Assert.Equal("iot", new AmazonIoTConfig().AuthenticationServiceName);
        Assert.Equal(("securityhub", "2018-10-26"), (new AmazonSecurityHubConfig().RegionEndpointServiceName, new AmazonSecurityHubConfig().ServiceVersion));
        Assert.Equal(("iot", "2015-05-28"), (new AmazonIoTConfig().RegionEndpointServiceName, new AmazonIoTConfig().ServiceVersion));
        Assert.Contains("api/SecurityHub#", new AmazonSecurityHubConfig().UserAgent, StringComparison.Ordinal);
        Assert.Contains("api/IoT#", new AmazonIoTConfig().UserAgent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_of_a_mode_are_those_of_the_other_service_packages()
    {
        foreach (var mode in (DefaultConfigurationMode[])[
            DefaultConfigurationMode.Standard, DefaultConfigurationMode.InRegion, DefaultConfigurationMode.CrossRegion, DefaultConfigurationMode.Mobile])
        {
            var reference = new Amazon.SQS.AmazonSQSConfig { RegionEndpoint = RegionEndpoint.USEast1, DefaultConfigurationMode = mode };
            foreach (var own in (ClientConfig[])[
                new AmazonSecurityHubConfig { RegionEndpoint = RegionEndpoint.USEast1, DefaultConfigurationMode = mode },
                new AmazonIoTConfig { RegionEndpoint = RegionEndpoint.USEast1, DefaultConfigurationMode = mode }])
            {
                Assert.Equivalent(Defaults(reference), Defaults(own), strict: true);
                Assert.Equal(mode, Defaults(own).Name);
                Assert.Equal(reference.RetryMode, own.RetryMode);
                Assert.Equal(reference.MaxErrorRetry, own.MaxErrorRetry);
            }
        }
    }

    // The set itself, since not every value of it shows in a public property.
    private static IDefaultConfiguration Defaults(ClientConfig config) =>
        (IDefaultConfiguration)typeof(ClientConfig).GetProperty("DefaultConfiguration", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(config)!;

    private static string HubAddress()
    {
        using var hub = new AmazonSecurityHubClient(Credentials, RegionEndpoint.USEast1);
        return hub.DetermineServiceOperationEndpoint(new GetFindingsRequest()).URL;
    }

    private static string IoTAddress()
    {
        using var things = new AmazonIoTClient(Credentials, RegionEndpoint.USEast1);
        return things.DetermineServiceOperationEndpoint(new DescribeThingRequest()).URL;
    }
}
