namespace Amazon.IoT.Model;

/// <summary>Makes paginators: each asks for one page after the other, and can be read through once.</summary>
public partial interface IIoTPaginatorFactory
{
    /// <summary>Reads every page of <c>ListActiveViolations</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListActiveViolationsPaginator ListActiveViolations(ListActiveViolationsRequest request);

    /// <summary>Reads every page of <c>ListAuditFindings</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListAuditFindingsPaginator ListAuditFindings(ListAuditFindingsRequest request);

    /// <summary>Reads every page of <c>ListAuditSuppressions</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListAuditSuppressionsPaginator ListAuditSuppressions(ListAuditSuppressionsRequest request);

    /// <summary>Reads every page of <c>ListAuditTasks</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListAuditTasksPaginator ListAuditTasks(ListAuditTasksRequest request);

    /// <summary>Reads every page of <c>ListPrincipalThings</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListPrincipalThingsPaginator ListPrincipalThings(ListPrincipalThingsRequest request);

    /// <summary>Reads every page of <c>ListRelatedResourcesForAuditFinding</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListRelatedResourcesForAuditFindingPaginator ListRelatedResourcesForAuditFinding(ListRelatedResourcesForAuditFindingRequest request);

    /// <summary>Reads every page of <c>ListThingGroupsForThing</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListThingGroupsForThingPaginator ListThingGroupsForThing(ListThingGroupsForThingRequest request);

    /// <summary>Reads every page of <c>ListThingPrincipals</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListThingPrincipalsPaginator ListThingPrincipals(ListThingPrincipalsRequest request);

    /// <summary>Reads every page of <c>ListViolationEvents</c>.</summary>
    /// <param name="request">The request; its token is set anew for each page.</param>
    IListViolationEventsPaginator ListViolationEvents(ListViolationEventsRequest request);
}
