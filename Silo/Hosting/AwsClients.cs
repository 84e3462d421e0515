using Amazon;
using Amazon.IoT;
using Amazon.Runtime;
using Amazon.SecurityHub;
using Amazon.SQS;

using Microsoft.Extensions.Options;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The AWS SDK's clients. One path for both modes: local mode only says where the endpoints are, and signs with a key that means nothing.</summary>
internal static class AwsClients
{
    /// <summary>Adds the clients.</summary>
    public static void AddAwsClients(this IServiceCollection services)
    {
        services.AddSingleton<IAmazonSQS>(static provider =>
        {
            // The pumps retry with their own pace, so that a failing queue shows in health at once and not after the SDK's patience.
            var config = Configure<AmazonSQSConfig>(provider, retries: 1);
            return Credentials(provider) is { } credentials ? new AmazonSQSClient(credentials, config) : new AmazonSQSClient(config);
        });
        services.AddSingleton<IAmazonSecurityHub>(static provider =>
        {
            // One attempt for each token of the quota.
            var config = Configure<AmazonSecurityHubConfig>(provider, retries: 0);
            return Credentials(provider) is { } credentials ? new AmazonSecurityHubClient(credentials, config) : new AmazonSecurityHubClient(config);
        });
        services.AddSingleton<IAmazonIoT>(static provider =>
        {
            var config = Configure<AmazonIoTConfig>(provider, retries: 2);
            return Credentials(provider) is { } credentials ? new AmazonIoTClient(credentials, config) : new AmazonIoTClient(config);
        });
    }

    private static TConfig Configure<TConfig>(IServiceProvider provider, int retries)
        where TConfig : ClientConfig, new()
    {
        var options = provider.GetRequiredService<IOptions<DefenderOptions>>().Value;
        var config = new TConfig { MaxErrorRetry = retries };
        if (provider.GetRequiredService<LocalAws>().Url is { } url)
        {
            // Not RegionEndpoint: setting that would take the address back.
            config.ServiceURL = url;
            config.AuthenticationRegion = options.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return config;
    }

    /// <summary>The simulator takes twelve digits for the account; in AWS mode the SDK's own chain finds credentials.</summary>
    private static BasicAWSCredentials? Credentials(IServiceProvider provider) =>
        provider.GetRequiredService<LocalAws>().Url is null
            ? null
            : new BasicAWSCredentials(provider.GetRequiredService<IOptions<DefenderOptions>>().Value.Account, "local");
}
