using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListViolationEvents</c>.</summary>
internal sealed class ListViolationEventsPaginator(IAmazonIoT client, ListViolationEventsRequest request) : IListViolationEventsPaginator
{
    private readonly TokenPaginator<ListViolationEventsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListViolationEventsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListViolationEventsResponse> Responses => new PaginatedResponse<ListViolationEventsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<ViolationEvent> ViolationEvents =>
        new PaginatedResultKeyResponse<ListViolationEventsResponse, ViolationEvent>(_pages, static response => response.ViolationEvents ?? []);
}
