using Amazon.Runtime;
using Amazon.IoT.Internal;

namespace Amazon.IoT.Model;

/// <summary>Reads every page of <c>ListThingGroupsForThing</c>.</summary>
internal sealed class ListThingGroupsForThingPaginator(IAmazonIoT client, ListThingGroupsForThingRequest request) : IListThingGroupsForThingPaginator
{
    private readonly TokenPaginator<ListThingGroupsForThingResponse> _pages = new(
        request,
        request.NextToken,
        (token, cancellationToken) =>
        {
            request.NextToken = token;
            return client.ListThingGroupsForThingAsync(request, cancellationToken);
        },
        static response => response.NextToken);

    /// <inheritdoc />
    public IPaginatedEnumerable<ListThingGroupsForThingResponse> Responses => new PaginatedResponse<ListThingGroupsForThingResponse>(_pages);

    /// <inheritdoc />
    public IPaginatedEnumerable<GroupNameAndArn> ThingGroups =>
        new PaginatedResultKeyResponse<ListThingGroupsForThingResponse, GroupNameAndArn>(_pages, static response => response.ThingGroups ?? []);
}
