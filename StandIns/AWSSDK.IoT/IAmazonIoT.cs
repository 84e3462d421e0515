using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.IoT.Model;

namespace Amazon.IoT;

/// <summary>AWS IoT: the operations this project uses.</summary>
public partial interface IAmazonIoT : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonIoTConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        awsCredentials is null
            ? new AmazonIoTClient((AmazonIoTConfig)clientConfig)
            : new AmazonIoTClient(awsCredentials, (AmazonIoTConfig)clientConfig);

    /// <summary>Reads lists page by page.</summary>
    IIoTPaginatorFactory Paginators { get; }

    /// <summary>Gives one finding of an audit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<DescribeAuditFindingResponse> DescribeAuditFindingAsync(DescribeAuditFindingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives what became of an audit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<DescribeAuditTaskResponse> DescribeAuditTaskAsync(DescribeAuditTaskRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives one thing of the registry.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ServiceUnavailableException">The service is unavailable for now.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    /// <exception cref="UnauthorizedException">The caller may not do this.</exception>
    Task<DescribeThingResponse> DescribeThingAsync(DescribeThingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the Detect violations that stand.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListActiveViolationsResponse> ListActiveViolationsAsync(ListActiveViolationsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the findings of an audit, or of a stretch of time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListAuditFindingsResponse> ListAuditFindingsAsync(ListAuditFindingsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the suppressions of audit findings.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListAuditSuppressionsResponse> ListAuditSuppressionsAsync(ListAuditSuppressionsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the audits of a stretch of time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListAuditTasksResponse> ListAuditTasksAsync(ListAuditTasksRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the things that a principal is attached to.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ServiceUnavailableException">The service is unavailable for now.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    /// <exception cref="UnauthorizedException">The caller may not do this.</exception>
    Task<ListPrincipalThingsResponse> ListPrincipalThingsAsync(ListPrincipalThingsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the resources that have to do with a finding of an audit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListRelatedResourcesForAuditFindingResponse> ListRelatedResourcesForAuditFindingAsync(
        ListRelatedResourcesForAuditFindingRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the groups a thing is in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListThingGroupsForThingResponse> ListThingGroupsForThingAsync(ListThingGroupsForThingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the principals that are attached to a thing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ResourceNotFoundException">What the request names does not exist.</exception>
    /// <exception cref="ServiceUnavailableException">The service is unavailable for now.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    /// <exception cref="UnauthorizedException">The caller may not do this.</exception>
    Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(ListThingPrincipalsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the Detect events of a stretch of time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<ListViolationEventsResponse> ListViolationEventsAsync(ListViolationEventsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Records what an analyst says of a violation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalFailureException">The service failed.</exception>
    /// <exception cref="InvalidRequestException">The request is not valid.</exception>
    /// <exception cref="ThrottlingException">The rate of calls is exceeded.</exception>
    Task<PutVerificationStateOnViolationResponse> PutVerificationStateOnViolationAsync(
        PutVerificationStateOnViolationRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>The endpoint a request would be sent to.</summary>
    /// <param name="request">The request.</param>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);
}
