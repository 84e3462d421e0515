using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListThingPrincipals</c>.</summary>
internal sealed class ListThingPrincipalsPaginator(IAmazonIoT client, ListThingPrincipalsRequest request) : IListThingPrincipalsPaginator
{
    private readonly TokenPaginator<ListThingPrincipalsResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListThingPrincipalsAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListThingPrincipalsResponse> Responses => new PaginatedResponse<ListThingPrincipalsResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<string> Principals =>
        new PaginatedResultKeyResponse<ListThingPrincipalsResponse, string>(_pages, static response => response.Principals ?? []);
}
