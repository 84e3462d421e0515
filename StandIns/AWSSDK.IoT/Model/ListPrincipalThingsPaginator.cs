using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListPrincipalThings</c>.</summary>
internal sealed class ListPrincipalThingsPaginator(IAmazonIoT client, ListPrincipalThingsRequest request) : IListPrincipalThingsPaginator
{
    private readonly TokenPaginator<ListPrincipalThingsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListPrincipalThingsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListPrincipalThingsResponse> Responses => new PaginatedResponse<ListPrincipalThingsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<string> Things =>
        new PaginatedResultKeyResponse<ListPrincipalThingsResponse, string>(_pages, static response => response.Things ?? []);
}
