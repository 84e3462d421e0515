using System.Text.Json;

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityHub.Model;

using OrleansDefender.StandIns;

namespace Amazon.SecurityHub.Internal;

/// <summary>The operations of AWS Security Hub on the wire: method, path and errors as in the service model 2018-10-26.</summary>
internal static class SecurityHubOperations
{
    private static readonly RestJsonService Service = new(
        "Amazon.SecurityHub",
        "2018-10-26",
        WireJson.Create(null),
        new Dictionary<string, Func<ErrorResponse, JsonElement, AmazonServiceException>>
        {
            [nameof(InternalException)] = static (e, body) =>
                new InternalException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode) { Code = Code(body) },
            [nameof(InvalidInputException)] = static (e, body) =>
                new InvalidInputException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode) { Code = Code(body) },
            [nameof(InvalidAccessException)] = static (e, body) =>
                new InvalidAccessException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode) { Code = Code(body) },
            [nameof(LimitExceededException)] = static (e, body) =>
                new LimitExceededException(e.Message, e.InnerException, e.Type, e.Code, e.RequestId, e.StatusCode) { Code = Code(body) },
        },
        static error => new AmazonSecurityHubException(error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        static message => new AmazonSecurityHubException(message));

    /// <summary>Creates or updates findings of the caller's account.</summary>
    public static readonly RestJsonOperation<BatchImportFindingsRequest, BatchImportFindingsResponse> BatchImportFindings = new(
        Service,
        "POST",
        "/findings/import",
        nameof(InternalException),
        nameof(InvalidAccessException),
        nameof(InvalidInputException),
        nameof(LimitExceededException));

    /// <summary>Sets the fields of findings that belong to the customer.</summary>
    public static readonly RestJsonOperation<BatchUpdateFindingsRequest, BatchUpdateFindingsResponse> BatchUpdateFindings = new(
        Service,
        "PATCH",
        "/findings/batchupdate",
        nameof(InternalException),
        nameof(InvalidAccessException),
        nameof(InvalidInputException),
        nameof(LimitExceededException));

    /// <summary>Gives a page of the findings that match a filter.</summary>
    public static readonly RestJsonOperation<GetFindingsRequest, GetFindingsResponse> GetFindings = new(
        Service,
        "POST",
        "/findings",
        nameof(InternalException),
        nameof(InvalidAccessException),
        nameof(InvalidInputException),
        nameof(LimitExceededException));

    // Beside the error's name these errors have a code of their own, in the body only.
    private static string Code(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("Code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null;
}
