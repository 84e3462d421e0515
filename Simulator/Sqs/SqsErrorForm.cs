using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>Errors of AWS JSON 1.0 in the query-compatible way of SQS: the type in the body, the code of the old query protocol in a header.</summary>
/// <remarks>Source: AWS Query compatible trait, and the error codes of the SQS API reference; high. SDKs show the header's code to their callers.</remarks>
internal sealed class SqsErrorForm : IAwsErrorForm
{
    /// <summary>The one instance.</summary>
    public static readonly SqsErrorForm Instance = new();

    private const string Prefix = "AWS.SimpleQueueService.";

    private static readonly HashSet<string> Prefixed =
    [
        "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest", "InvalidBatchEntryId", "MessageNotInflight", "PurgeQueueInProgress",
        "QueueDeletedRecently", "TooManyEntriesInBatchRequest", "UnsupportedOperation",
    ];

    /// <inheritdoc/>
    public AwsErrorException UnknownOperation() => new(StatusCodes.Status400BadRequest, "UnknownOperationException", "The simulator has no such operation.");

    /// <summary>The query protocol's code for an error type.</summary>
    public static string CodeOf(string type) => type switch
    {
        "QueueDoesNotExist" => Prefix + "NonExistentQueue",
        "QueueNameExists" => "QueueAlreadyExists",
        _ => Prefixed.Contains(type) ? Prefix + type : type,
    };

    /// <inheritdoc/>
    public JsonObject Write(HttpResponse response, AwsErrorException error)
    {
        response.ContentType = "application/x-amz-json-1.0";
        response.Headers["x-amzn-query-error"] = $"{CodeOf(error.Code)};{(error.Status < StatusCodes.Status500InternalServerError ? "Sender" : "Receiver")}";
        return new JsonObject { ["__type"] = "com.amazonaws.sqs#" + error.Code, ["message"] = error.Message };
    }
}
