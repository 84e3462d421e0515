using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Orleans.DynamoDb;

/// <summary>What a failure of DynamoDB means.</summary>
internal static class DynamoDbFailures
{
    /// <summary>Whether the same call may succeed in a moment: it was throttled, or the same transaction is under way.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        TransactionInProgressException => true,
        TransactionCanceledException cancelled => IsThrottled(cancelled),
        _ => IsThrottled(failure),
    };

    /// <summary>Whether DynamoDB had no capacity for the call.</summary>
    public static bool IsThrottled(Exception failure) => failure switch
    {
        ProvisionedThroughputExceededException or RequestLimitExceededException or ThrottlingException => true,
        TransactionCanceledException cancelled =>
            Codes(cancelled).Any(IsThrottleCode) && Codes(cancelled).All(code => IsThrottleCode(code) || IsConflictCode(code)),
        AmazonServiceException { ErrorCode: "ThrottlingException" or "Throttling" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded" } => true,
        _ => false,
    };

    /// <summary>Whether a transaction lost to others, and to nothing else. What each of its parts met decides, never the message's wording.</summary>
    public static bool IsConflict(TransactionCanceledException cancelled) => Codes(cancelled).Count > 0 && Codes(cancelled).All(IsConflictCode);

    private static List<string> Codes(TransactionCanceledException cancelled) =>
        cancelled.CancellationReasons is { } reasons ? [.. reasons.Select(reason => reason.Code ?? "")] : [];

    private static bool IsConflictCode(string code) => code is "None" or "ConditionalCheckFailed" or "TransactionConflict";

    private static bool IsThrottleCode(string code) => code is "ThrottlingError" or "ProvisionedThroughputExceeded";
}
