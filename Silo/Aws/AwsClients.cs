using System.Collections.Concurrent;

using Amazon;
using Amazon.Extensions.NETCore.Setup;
using Amazon.IoT;
using Amazon.Runtime;
using Amazon.SecurityHub;

namespace OrleansDefender.Silo.Aws;

/// <summary>The AWS clients of each Region, made when first asked for and kept: they are safe for concurrent use, and share connections.</summary>
/// <remarks>
/// All settings (credentials, profile, endpoint, role) come from the host's <see cref="AWSOptions"/>; changed here are the Region and the retries, because
/// both adapters count each attempt against a quota. Bounded by the number of Regions.
/// </remarks>
internal sealed class AwsClients(AWSOptions defaults) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<IAmazonSecurityHub>> _securityHub = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IAmazonIoT>> _iot = new(StringComparer.Ordinal);

    /// <summary>The Security Hub client of a Region. One attempt per call, 10 s each.</summary>
    public IAmazonSecurityHub SecurityHub(string region) => Of(_securityHub, region);

    /// <summary>The AWS IoT client of a Region. One attempt per call, 10 s each.</summary>
    public IAmazonIoT IoT(string region) => Of(_iot, region);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var client in _securityHub.Values.Where(static client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        foreach (var client in _iot.Values.Where(static client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    private TClient Of<TClient>(ConcurrentDictionary<string, Lazy<TClient>> clients, string region)
        where TClient : class, IAmazonService =>
        clients.GetOrAdd(region, key => new Lazy<TClient>(() => OptionsOf(key).CreateServiceClient<TClient>())).Value;

    private AWSOptions OptionsOf(string region)
    {
        var options = new AWSOptions
        {
            Credentials = defaults.Credentials,
            Profile = defaults.Profile,
            ProfilesLocation = defaults.ProfilesLocation,
            SessionRoleArn = defaults.SessionRoleArn,
            SessionName = defaults.SessionName,
            ExternalId = defaults.ExternalId,
            DefaultConfigurationMode = defaults.DefaultConfigurationMode,
            Logging = defaults.Logging,
            Region = RegionEndpoint.GetBySystemName(region),
        };
        var (from, to) = (defaults.DefaultClientConfig, options.DefaultClientConfig);
        to.ServiceURL = from.ServiceURL;
        // With an endpoint of its own a client cannot tell the Region that its signatures name.
        to.AuthenticationRegion = region;
        to.UseHttp = from.UseHttp;
        to.UseFIPSEndpoint = from.UseFIPSEndpoint;
        to.UseDualstackEndpoint = from.UseDualstackEndpoint;
        to.IgnoreConfiguredEndpointUrls = from.IgnoreConfiguredEndpointUrls;
        to.MaxErrorRetry = 0;
        // Connections that the server closed are sent again by a count of their own, ten times by default.
        to.MaxStaleConnectionRetries = 0;
        to.ThrottleRetries = false;
        to.Timeout = Timeout;
        return options;
    }
}
