using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;

using OrleansDefender.Silo.Aws;

namespace OrleansDefender.Tests.Aws.Adapters;

/// <summary>Clients as the host makes them, with an endpoint of the test's.</summary>
internal static class AdapterRig
{
    public static AwsClients ClientsOf(string url)
    {
        var options = new AWSOptions { Credentials = new BasicAWSCredentials("111122223333", "any") };
        options.DefaultClientConfig.ServiceURL = url;
        return new AwsClients(options);
    }
}
