namespace OrleansDefender.Findings;

/// <summary>A call to Security Hub failed as a whole.</summary>
public sealed class SecurityHubApiException(SecurityHubFailure kind, string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public SecurityHubFailure Kind { get; } = kind;

    /// <summary>The service's error code, or the exception's type for failures below it.</summary>
    public string Code { get; } = code;
}
