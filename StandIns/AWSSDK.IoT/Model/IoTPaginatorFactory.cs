namespace Amazon.IoT.Model;

/// <summary>Makes the paginators of a client.</summary>
public class IoTPaginatorFactory : IIoTPaginatorFactory
{
    private readonly IAmazonIoT _client;

    internal IoTPaginatorFactory(IAmazonIoT client) => _client = client;

    /// <inheritdoc />
    public IListActiveViolationsPaginator ListActiveViolations(ListActiveViolationsRequest request) => new ListActiveViolationsPaginator(_client, request);

    /// <inheritdoc />
    public IListAuditFindingsPaginator ListAuditFindings(ListAuditFindingsRequest request) => new ListAuditFindingsPaginator(_client, request);

    /// <inheritdoc />
    public IListAuditSuppressionsPaginator ListAuditSuppressions(ListAuditSuppressionsRequest request) => new ListAuditSuppressionsPaginator(_client, request);

    /// <inheritdoc />
    public IListAuditTasksPaginator ListAuditTasks(ListAuditTasksRequest request) => new ListAuditTasksPaginator(_client, request);

    /// <inheritdoc />
    public IListPrincipalThingsPaginator ListPrincipalThings(ListPrincipalThingsRequest request) => new ListPrincipalThingsPaginator(_client, request);

    /// <inheritdoc />
    public IListRelatedResourcesForAuditFindingPaginator ListRelatedResourcesForAuditFinding(ListRelatedResourcesForAuditFindingRequest request) => new ListRelatedResourcesForAuditFindingPaginator(_client, request);

    /// <inheritdoc />
    public IListThingGroupsForThingPaginator ListThingGroupsForThing(ListThingGroupsForThingRequest request) => new ListThingGroupsForThingPaginator(_client, request);

    /// <inheritdoc />
    public IListThingPrincipalsPaginator ListThingPrincipals(ListThingPrincipalsRequest request) => new ListThingPrincipalsPaginator(_client, request);

    /// <inheritdoc />
    public IListViolationEventsPaginator ListViolationEvents(ListViolationEventsRequest request) => new ListViolationEventsPaginator(_client, request);
}
