using Amazon;
using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;
using Amazon.SQS;

using OrleansDefender.Silo.Aws;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The AWS SDK's clients. One path for both modes: local mode only says where the endpoints are, and signs with a key that means nothing.</summary>
internal static class AwsComposition
{
    /// <summary>Adds the clients and the adapters that use them.</summary>
    public static void AddAws(this IServiceCollection services, IConfiguration configuration, DefenderOptions options, LocalAws localAws)
    {
        services.AddSingleton(Of(configuration, options, localAws));
        services.AddSingleton(static provider => provider.GetRequiredService<AWSOptions>().CreateServiceClient<IAmazonSQS>());
        services.AddSingleton(new MemberAccess(options.Account, options.MemberRole));
        services.AddAwsAdapters(configuration);
    }

    private static AWSOptions Of(IConfiguration configuration, DefenderOptions options, LocalAws localAws)
    {
        // Section AWS (profile, role and the like) is for AWS: a local run must not need what it names.
        var aws = localAws.Url is null ? configuration.GetAWSOptions() : new AWSOptions();
        aws.Region = RegionEndpoint.GetBySystemName(options.Region);

        // For SQS: the pumps retry at their own pace, so that a queue that fails shows in health at once and not after the SDK's patience.
        // A long poll takes 20 s; what takes longer than this hangs, and the SDK would wait for 100.
        aws.DefaultClientConfig.MaxErrorRetry = 1;
        aws.DefaultClientConfig.Timeout = TimeSpan.FromSeconds(30);
        if (localAws.Url is { } url)
        {
            // The simulator takes a key of twelve digits for the caller's account.
            aws.Credentials = new BasicAWSCredentials(options.Account, "local");
            aws.DefaultClientConfig.ServiceURL = url;
            aws.DefaultClientConfig.AuthenticationRegion = options.Region;
        }

        return aws;
    }
}
