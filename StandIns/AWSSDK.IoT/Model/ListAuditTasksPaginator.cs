using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditTasks</c>.</summary>
internal sealed class ListAuditTasksPaginator(IAmazonIoT client, ListAuditTasksRequest request) : IListAuditTasksPaginator
{
    private readonly TokenPaginator<ListAuditTasksResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListAuditTasksAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListAuditTasksResponse> Responses => new PaginatedResponse<ListAuditTasksResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<AuditTaskMetadata> Tasks =>
        new PaginatedResultKeyResponse<ListAuditTasksResponse, AuditTaskMetadata>(_pages, static response => response.Tasks ?? []);
}
