using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.IoT.Internal;
using Amazon.IoT.Model;

using OrleansDefender.StandIns;

namespace Amazon.IoT;

/// <summary>The client of AWS IoT. Safe for concurrent use, and meant to be kept.</summary>
public partial class AmazonIoTClient : AmazonServiceClient, IAmazonIoT
{
    private static readonly StandInServiceMetadata Metadata = new(AmazonIoTConfig.ServiceId);

    /// <summary>Credentials, Region and everything else from the environment.</summary>
    public AmazonIoTClient()
        : base(new AmazonIoTConfig())
    {
    }

    /// <summary>Credentials from the environment.</summary>
    /// <param name="region">The Region.</param>
    public AmazonIoTClient(RegionEndpoint region)
        : base(new AmazonIoTConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Credentials from the environment.</summary>
    /// <param name="config">The configuration.</param>
    public AmazonIoTClient(AmazonIoTConfig config)
        : base(config)
    {
    }

    /// <summary>Region from the environment.</summary>
    /// <param name="credentials">The credentials.</param>
    public AmazonIoTClient(AWSCredentials credentials)
        : this(credentials, new AmazonIoTConfig())
    {
    }

    /// <summary>Credentials and Region as given.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="region">The Region.</param>
    public AmazonIoTClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonIoTConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <summary>A fixed key; Region from the environment.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonIoTConfig())
    {
    }

    /// <summary>A fixed key.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="region">The Region.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, new AmazonIoTConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A fixed key.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonIoTConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, clientConfig)
    {
    }

    /// <summary>A key of a session; Region from the environment.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonIoTConfig())
    {
    }

    /// <summary>A key of a session.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    /// <param name="region">The Region.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, RegionEndpoint region)
        : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new AmazonIoTConfig { RegionEndpoint = region })
    {
    }

    /// <summary>A key of a session.</summary>
    /// <param name="awsAccessKeyId">The access key id.</param>
    /// <param name="awsSecretAccessKey">The secret access key.</param>
    /// <param name="awsSessionToken">The session token.</param>
    /// <param name="clientConfig">The configuration.</param>
    public AmazonIoTClient(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, AmazonIoTConfig clientConfig)
        : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig)
    {
    }

    /// <inheritdoc />
    public IIoTPaginatorFactory Paginators => field ??= new IoTPaginatorFactory(this);

    /// <inheritdoc />
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc />
    public virtual Task<DescribeAuditFindingResponse> DescribeAuditFindingAsync(
        DescribeAuditFindingRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeAuditFindingResponse>(request, IoTOperations.DescribeAuditFinding.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<DescribeAuditTaskResponse> DescribeAuditTaskAsync(
        DescribeAuditTaskRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeAuditTaskResponse>(request, IoTOperations.DescribeAuditTask.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<DescribeThingResponse> DescribeThingAsync(DescribeThingRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeThingResponse>(request, IoTOperations.DescribeThing.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListActiveViolationsResponse> ListActiveViolationsAsync(
        ListActiveViolationsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListActiveViolationsResponse>(request, IoTOperations.ListActiveViolations.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListAuditFindingsResponse> ListAuditFindingsAsync(
        ListAuditFindingsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAuditFindingsResponse>(request, IoTOperations.ListAuditFindings.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListAuditSuppressionsResponse> ListAuditSuppressionsAsync(
        ListAuditSuppressionsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAuditSuppressionsResponse>(request, IoTOperations.ListAuditSuppressions.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListAuditTasksResponse> ListAuditTasksAsync(ListAuditTasksRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAuditTasksResponse>(request, IoTOperations.ListAuditTasks.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListPrincipalThingsResponse> ListPrincipalThingsAsync(
        ListPrincipalThingsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListPrincipalThingsResponse>(request, IoTOperations.ListPrincipalThings.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListRelatedResourcesForAuditFindingResponse> ListRelatedResourcesForAuditFindingAsync(
        ListRelatedResourcesForAuditFindingRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListRelatedResourcesForAuditFindingResponse>(request, IoTOperations.ListRelatedResourcesForAuditFinding.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListThingGroupsForThingResponse> ListThingGroupsForThingAsync(
        ListThingGroupsForThingRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListThingGroupsForThingResponse>(request, IoTOperations.ListThingGroupsForThing.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(
        ListThingPrincipalsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListThingPrincipalsResponse>(request, IoTOperations.ListThingPrincipals.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<ListViolationEventsResponse> ListViolationEventsAsync(
        ListViolationEventsRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<ListViolationEventsResponse>(request, IoTOperations.ListViolationEvents.Options(), cancellationToken);

    /// <inheritdoc />
    public virtual Task<PutVerificationStateOnViolationResponse> PutVerificationStateOnViolationAsync(
        PutVerificationStateOnViolationRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<PutVerificationStateOnViolationResponse>(request, IoTOperations.PutVerificationStateOnViolation.Options(), cancellationToken);

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
