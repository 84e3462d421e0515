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

    /// <summary>Gives a page of the groups a thing is in.</summary>
    public static readonly RestJsonOperation<ListThingGroupsForThingRequest, ListThingGroupsForThingResponse> ListThingGroupsForThing = new(
        Service,
        "GET",
        "/things/{thingName}/thing-groups",
        nameof(InternalFailureException),
        nameof(InvalidRequestException),
        nameof(ResourceNotFoundException),
        nameof(ThrottlingException));

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
