using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

using OrleansDefender.StandIns;

namespace Amazon.IoT;

/// <summary>Configuration of the client of AWS IoT.</summary>
public partial class AmazonIoTConfig : ClientConfig
{
    private static readonly StandInEndpointResolver Resolver = new();
    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString(ServiceId, typeof(AmazonIoTConfig).Assembly.GetName().Version.ToString(3));

    /// <summary>The defaults, and what environment and profile say.</summary>
    public AmazonIoTConfig()
        : base(StandInDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "iot";
        EndpointProvider = new StandInEndpointProvider("iot");
    }

    /// <summary>The service's name, which settings in environment and profile go by (<c>AWS_ENDPOINT_URL_IOT</c>).</summary>
    public static new string ServiceId => "IoT";

    /// <inheritdoc />
    public override string RegionEndpointServiceName => "iot";

    /// <inheritdoc />
    public override string ServiceVersion => "2015-05-28";

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
