using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListActiveViolations</c>.</summary>
internal sealed class ListActiveViolationsPaginator(IAmazonIoT client, ListActiveViolationsRequest request) : IListActiveViolationsPaginator
{
    private readonly TokenPaginator<ListActiveViolationsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListActiveViolationsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListActiveViolationsResponse> Responses => new PaginatedResponse<ListActiveViolationsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<ActiveViolation> ActiveViolations =>
        new PaginatedResultKeyResponse<ListActiveViolationsResponse, ActiveViolation>(_pages, static response => response.ActiveViolations ?? []);
}
