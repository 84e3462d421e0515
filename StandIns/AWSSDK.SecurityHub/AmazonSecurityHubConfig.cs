using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

using OrleansDefender.StandIns;

namespace Amazon.SecurityHub;

/// <summary>Configuration of the client of AWS Security Hub.</summary>
public partial class AmazonSecurityHubConfig : ClientConfig
{
    private static readonly StandInEndpointResolver Resolver = new();
    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString(ServiceId, typeof(AmazonSecurityHubConfig).Assembly.GetName().Version.ToString(3));

    /// <summary>The defaults, and what environment and profile say.</summary>
    public AmazonSecurityHubConfig()
        : base(StandInDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "securityhub";
        EndpointProvider = new StandInEndpointProvider("securityhub");
    }

    /// <summary>The service's name, which settings in environment and profile go by (<c>AWS_ENDPOINT_URL_SECURITYHUB</c>).</summary>
    public static new string ServiceId => "SecurityHub";

    /// <inheritdoc />
    public override string RegionEndpointServiceName => "securityhub";

    /// <inheritdoc />
    public override string ServiceVersion => "2018-10-26";

    /// <inheritdoc />
    public override string UserAgent => Agent;

    /// <inheritdoc />
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new RequestContext(false)
        {
            ClientConfig = this,
            OriginalRequest = parameters.Request,
            Request = new DefaultRequest(parameters.Request, ServiceId) { AlternateEndpoint = parameters.AlternateEndpoint },
        };
        return Resolver.GetEndpoint(new Amazon.Runtime.Internal.ExecutionContext(context, null));
    }
}
