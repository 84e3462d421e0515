using System.Text.Json;

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.IoT.Model;

using OrleansDefender.StandIns;

namespace Amazon.IoT.Internal;

/// <summary>The operations of AWS IoT on the wire: method, path and errors as in the service model 2015-05-28.</summary>
internal static class IoTOperations
{
    private static readonly RestJsonService Service = new(
        "Amazon.IoT",
        "2015-05-28",
        WireJson.Create(JsonNamingPolicy.CamelCase),
        new Dictionary<string, Func<ErrorResponse, JsonElement, AmazonServiceException>>
        {
            [nameof(InvalidRequestException)] = static (e, _) =>
                new InvalidRequestException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
            [nameof(ThrottlingException)] = static (e, _) =>
                new ThrottlingException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
            [nameof(ResourceNotFoundException)] = static (e, _) =>
                new ResourceNotFoundException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
            [nameof(UnauthorizedException)] = static (e, _) =>
                new UnauthorizedException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
            [nameof(ServiceUnavailableException)] = static (e, _) =>
                new ServiceUnavailableException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
            [nameof(InternalFailureException)] = static (e, _) =>
                new InternalFailureException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode),
        },
        static error => new AmazonIoTException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        static message => new AmazonIoTException(message));

    /// <summary>Gives one finding of an audit.</summary>
    public static readonly RestJsonOperation<DescribeAuditFindingRequest, DescribeAuditFindingResponse> DescribeAuditFinding = new(
        Service,
        "GET",
        "/audit/findings/{findingId}",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

    /// <summary>Gives what became of an audit.</summary>
    public static readonly RestJsonOperation<DescribeAuditTaskRequest, DescribeAuditTaskResponse> DescribeAuditTask = new(
        Service,
        "GET",
        "/audit/tasks/{taskId}",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

    /// <summary>Gives one thing of the registry.</summary>
    public static readonly RestJsonOperation<DescribeThingRequest, DescribeThingResponse> DescribeThing = new(
        Service,
        "GET",
        "/things/{thingName}",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ServiceUnavailableException),
        nameof(ThrottlingException),
        nameof(UnauthorizedException));

    /// <summary>Gives a page of the Detect violations that stand.</summary>
    public static readonly RestJsonOperation<ListActiveViolationsRequest, ListActiveViolationsResponse> ListActiveViolations = new(
        Service,
        "GET",
        "/active-violations",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the findings of an audit, or of a stretch of time.</summary>
    public static readonly RestJsonOperation<ListAuditFindingsRequest, ListAuditFindingsResponse> ListAuditFindings = new(
        Service,
        "POST",
        "/audit/findings",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the suppressions of audit findings.</summary>
    public static readonly RestJsonOperation<ListAuditSuppressionsRequest, ListAuditSuppressionsResponse> ListAuditSuppressions = new(
        Service,
        "POST",
        "/audit/suppressions/list",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the audits of a stretch of time.</summary>
    public static readonly RestJsonOperation<ListAuditTasksRequest, ListAuditTasksResponse> ListAuditTasks = new(
        Service,
        "GET",
        "/audit/tasks",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the things that a principal is attached to.</summary>
    public static readonly RestJsonOperation<ListPrincipalThingsRequest, ListPrincipalThingsResponse> ListPrincipalThings = new(
        Service,
        "GET",
        "/principals/things",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ServiceUnavailableException),
        nameof(ThrottlingException),
        nameof(UnauthorizedException));

    /// <summary>Gives a page of the resources that have to do with a finding of an audit.</summary>
    public static readonly RestJsonOperation<ListRelatedResourcesForAuditFindingRequest, ListRelatedResourcesForAuditFindingResponse> ListRelatedResourcesForAuditFinding = new(
        Service,
        "GET",
        "/audit/relatedResources",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the groups a thing is in.</summary>
    public static readonly RestJsonOperation<ListThingGroupsForThingRequest, ListThingGroupsForThingResponse> ListThingGroupsForThing = new(
        Service,
        "GET",
        "/things/{thingName}/thing-groups",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

    /// <summary>Gives a page of the principals that are attached to a thing.</summary>
    public static readonly RestJsonOperation<ListThingPrincipalsRequest, ListThingPrincipalsResponse> ListThingPrincipals = new(
        Service,
        "GET",
        "/things/{thingName}/principals",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ServiceUnavailableException),
        nameof(ThrottlingException),
        nameof(UnauthorizedException));

    /// <summary>Gives a page of the Detect events of a stretch of time.</summary>
    public static readonly RestJsonOperation<ListViolationEventsRequest, ListViolationEventsResponse> ListViolationEvents = new(
        Service,
        "GET",
        "/violation-events",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ThrottlingException));

    /// <summary>Records what an analyst says of a violation.</summary>
    public static readonly RestJsonOperation<PutVerificationStateOnViolationRequest, PutVerificationStateOnViolationResponse> PutVerificationStateOnViolation = new(
        Service,
        "POST",
        "/violations/verification-state/{violationId}",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ThrottlingException));
}
