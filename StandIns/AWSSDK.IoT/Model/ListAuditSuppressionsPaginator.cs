using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListAuditSuppressions</c>.</summary>
internal sealed class ListAuditSuppressionsPaginator(IAmazonIoT client, ListAuditSuppressionsRequest request) : IListAuditSuppressionsPaginator
{
    private readonly TokenPaginator<ListAuditSuppressionsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListAuditSuppressionsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListAuditSuppressionsResponse> Responses => new PaginatedResponse<ListAuditSuppressionsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<AuditSuppression> Suppressions =>
        new PaginatedResultKeyResponse<ListAuditSuppressionsResponse, AuditSuppression>(_pages, static response => response.Suppressions ?? []);
}
