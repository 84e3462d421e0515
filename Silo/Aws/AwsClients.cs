using System.Collections.Concurrent;

using Amazon;
using Amazon.Extensions.NETCore.Setup;
using Amazon.IoT;
using Amazon.Runtime;
using Amazon.SecurityHub;

namespace OrleansDefender.Silo.Aws;

/// <summary>The AWS clients of each Region, and of each member account in it, made when first asked for and kept: they are safe for concurrent use, and share connections.</summary>
/// <remarks>
/// All settings (credentials, profile, endpoint, role) come from the host's <see cref="AWSOptions"/>; changed here are the Region and the retries, because
/// both adapters count each attempt against a quota, and the role of a member account. Bounded by the number of those accounts and their Regions.
/// </remarks>
internal sealed class AwsClients(AWSOptions defaults, MemberAccess? members = null) : IDisposable
{
    /// <summary>What a member's CloudTrail shows as the caller, after the role.</summary>
    private const string MemberSession = "orleans-defender";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string? Role, string Region), Lazy<IAmazonSecurityHub>> _securityHub = new();
    private readonly ConcurrentDictionary<(string? Role, string Region), Lazy<IAmazonIoT>> _iot = new();

    /// <summary>The Security Hub client of an account and Region. One attempt per call, 10 s each.</summary>
    public IAmazonSecurityHub SecurityHub(AccountRegion scope) => Of(_securityHub, scope);

    /// <summary>The AWS IoT client of an account and Region. One attempt per call, 10 s each.</summary>
    public IAmazonIoT IoT(AccountRegion scope) => Of(_iot, scope);

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

    private TClient Of<TClient>(ConcurrentDictionary<(string? Role, string Region), Lazy<TClient>> clients, AccountRegion scope)
        where TClient : class, IAmazonService =>
        clients.GetOrAdd((members?.RoleOf(scope), scope.Region), key => new Lazy<TClient>(() => OptionsOf(key.Role, key.Region).CreateServiceClient<TClient>())).Value;

    private AWSOptions OptionsOf(string? role, string region)
    {
        var options = new AWSOptions
        {
            Credentials = defaults.Credentials,
            Profile = defaults.Profile,
            ProfilesLocation = defaults.ProfilesLocation,
            SessionRoleArn = role ?? defaults.SessionRoleArn,
            SessionName = role is null ? defaults.SessionName : MemberSession,
            ExternalId = role is null ? defaults.ExternalId : null,
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
