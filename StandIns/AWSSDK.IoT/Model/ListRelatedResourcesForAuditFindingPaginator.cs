using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListRelatedResourcesForAuditFinding</c>.</summary>
internal sealed class ListRelatedResourcesForAuditFindingPaginator(IAmazonIoT client, ListRelatedResourcesForAuditFindingRequest request) : IListRelatedResourcesForAuditFindingPaginator
{
    private readonly TokenPaginator<ListRelatedResourcesForAuditFindingResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListRelatedResourcesForAuditFindingAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListRelatedResourcesForAuditFindingResponse> Responses => new PaginatedResponse<ListRelatedResourcesForAuditFindingResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<RelatedResource> RelatedResources =>
        new PaginatedResultKeyResponse<ListRelatedResourcesForAuditFindingResponse, RelatedResource>(_pages, static response => response.RelatedResources ?? []);
}
