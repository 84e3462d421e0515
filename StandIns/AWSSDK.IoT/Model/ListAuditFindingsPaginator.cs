using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditFindings</c>.</summary>
internal sealed class ListAuditFindingsPaginator(IAmazonIoT client, ListAuditFindingsRequest request) : IListAuditFindingsPaginator
{
    private readonly TokenPaginator<ListAuditFindingsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListAuditFindingsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListAuditFindingsResponse> Responses => new PaginatedResponse<ListAuditFindingsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<AuditFinding> Findings =>
        new PaginatedResultKeyResponse<ListAuditFindingsResponse, AuditFinding>(_pages, static response => response.Findings ?? []);
}
