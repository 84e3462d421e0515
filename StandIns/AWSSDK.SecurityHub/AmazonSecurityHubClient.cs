using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SecurityHub.Internal;
using Amazon.SecurityHub.Model;

using OrleansDefender.StandIns;

namespace Amazon.SecurityHub;

/// <summary>The client of AWS Security Hub. Safe for concurrent use, and meant to be kept.</summary>
public partial class AmazonSecurityHubClient : AmazonServiceClient, IAmazonSecurityHub
{
    private static readonly StandInServiceMetadata Metadata = new(AmazonSecurityHubConfig.ServiceId);

    /// <summary>Credentials, Region and everything else from the environment.</summary>
    public AmazonSecurityHubClient()
        : base(new AmazonSecurityHubConfig())
    {
    }

    /// <summary>Credentials from the environment.</summary>
    /// <param name="region">The Region.</param>
    public AmazonSecurityHubClient(RegionEndpoint region)
        : base(new AmazonSecurityHubConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Credentials from the environment.</summary>
    /// <param name="config">The configuration.</param>
    public AmazonSecurityHubClient(AmazonSecurityHubConfig config)
        : base(config)
    {
    }

    /// <summary>Region from the environment.</summary>
    /// <param name="credentials">The credentials.</param>
    public AmazonSecurityHubClient(AWSCredentials credentials)
        : this(credentials, new AmazonSecurityHubConfig())
    {
    }

    /// <summary>Credentials and Region as given.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="region">The Region.</param>
    public AmazonSecurityHubClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonSecurityHubConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonSecurityHubClient(AWSCredentials credentials, AmazonSecurityHubConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <summary>A fixed key; Region from the environment.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonSecurityHubConfig())
    {
    }

    /// <summary>A fixed key.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="region">The Region.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonSecurityHubConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A fixed key.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonSecurityHubConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    /// <summary>A key of a session; Region from the environment.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonSecurityHubConfig())
    {
    }

    /// <summary>A key of a session.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    /// <param name="region">The Region.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonSecurityHubConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A key of a session.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonSecurityHubClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonSecurityHubConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc />
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc />
    public virtual Task<BatchImportFindingsResponse> BatchImportFindingsAsync(
        BatchImportFindingsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<BatchImportFindingsResponse>(request, SecurityHubOperations.BatchImportFindings.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<BatchUpdateFindingsResponse> BatchUpdateFindingsAsync(
        BatchUpdateFindingsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<BatchUpdateFindingsResponse>(request, SecurityHubOperations.BatchUpdateFindings.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<GetFindingsResponse> GetFindingsAsync(GetFindingsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetFindingsResponse>(request, SecurityHubOperations.GetFindings.Options(), cancellationToken);

    /// <inheritdoc />
    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        // As every service package of version 4 does it: the scheme first, since the endpoint's step writes the signing Region.
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new StandInEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new StandInAuthSchemeHandler());
    }
}
