using Amazon.Runtime;

using OrleansDefender.Findings;

namespace OrleansDefender.Silo.Aws;

/// <summary>Tells by an SDK exception what to do about a failed call.</summary>
internal static class AwsFailures
{
    private static readonly string[] ThrottlingCodes =
        ["LimitExceeded", "Throttl", "TooManyRequests", "RequestLimitExceeded", "RequestThrottled", "SlowDown"];

    private static readonly string[] AccessCodes =
    [
        "AccessDenied", "InvalidAccess", "Unauthorized", "UnrecognizedClient", "InvalidClientTokenId", "ExpiredToken", "InvalidSignature", "SignatureDoesNotMatch",
        "IncompleteSignature", "MissingAuthenticationToken", "OptInRequired",
    ];

    /// <summary>The kind of failure.</summary>
    public static SecurityHubFailure KindOf(Exception exception) => exception switch
    {
        AmazonServiceException service => KindOf((int)service.StatusCode, service.ErrorCode ?? ""),
        _ => SecurityHubFailure.Transient,
    };

    /// <summary>The error code, or the exception's name for failures below the service.</summary>
    public static string CodeOf(Exception exception) =>
        exception is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : exception.GetType().Name;

    private static SecurityHubFailure KindOf(int status, string code) =>
        // By name before status: AWS IoT throttles with 400, and a refused clock skew comes with 403.
        status == 429 || StartsWithAny(code, ThrottlingCodes) ? SecurityHubFailure.Throttled
        : status is 401 or 403 || StartsWithAny(code, AccessCodes) ? SecurityHubFailure.AccessDenied
        // Without a status there was no answer; 408 gave up waiting for us.
        : status is 0 or 408 or >= 500 or < 400 ? SecurityHubFailure.Transient
        : SecurityHubFailure.InvalidInput;

    private static bool StartsWithAny(string code, string[] stems) =>
        Array.Exists(stems, stem => code.StartsWith(stem, StringComparison.OrdinalIgnoreCase));
}
