using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityHub.Model;

namespace Amazon.SecurityHub;

/// <summary>AWS Security Hub: the operations this project uses.</summary>
/// <remarks>
/// The one thing the real interface has and this one lacks, besides the other operations, is <c>Paginators</c>: pages are asked for by their token.
/// </remarks>
public partial interface IAmazonSecurityHub : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSecurityHubConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        awsCredentials is null
            ? new AmazonSecurityHubClient((AmazonSecurityHubConfig)clientConfig)
            : new AmazonSecurityHubClient(awsCredentials, (AmazonSecurityHubConfig)clientConfig);

    /// <summary>Creates or updates findings of the caller's account.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalException">The service failed.</exception>
    /// <exception cref="InvalidAccessException">The account may not do this, for instance because Security Hub is not enabled.</exception>
    /// <exception cref="InvalidInputException">The request is not well-formed, or a value is out of range.</exception>
    /// <exception cref="LimitExceededException">A limit or the rate of calls is exceeded.</exception>
    Task<BatchImportFindingsResponse> BatchImportFindingsAsync(BatchImportFindingsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets the fields of findings that belong to the customer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalException">The service failed.</exception>
    /// <exception cref="InvalidAccessException">The account may not do this, for instance because Security Hub is not enabled.</exception>
    /// <exception cref="InvalidInputException">The request is not well-formed, or a value is out of range.</exception>
    /// <exception cref="LimitExceededException">A limit or the rate of calls is exceeded.</exception>
    Task<BatchUpdateFindingsResponse> BatchUpdateFindingsAsync(BatchUpdateFindingsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a page of the findings that match a filter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="InternalException">The service failed.</exception>
    /// <exception cref="InvalidAccessException">The account may not do this, for instance because Security Hub is not enabled.</exception>
    /// <exception cref="InvalidInputException">The request is not well-formed, or a value is out of range.</exception>
    /// <exception cref="LimitExceededException">A limit or the rate of calls is exceeded.</exception>
    Task<GetFindingsResponse> GetFindingsAsync(GetFindingsRequest request, CancellationToken cancellationToken = default);

    /// <summary>The endpoint a request would be sent to.</summary>
    /// <param name="request">The request.</param>
    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);
}
