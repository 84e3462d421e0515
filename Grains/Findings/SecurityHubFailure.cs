namespace OrleansDefender.Findings;

/// <summary>Why a whole call to Security Hub failed.</summary>
public enum SecurityHubFailure
{
    /// <summary>The network, a 5xx or anything else that passes: try again.</summary>
    Transient = 0,

    /// <summary>429: the quota is exceeded.</summary>
    Throttled = 1,

    /// <summary>AccessDenied, InvalidAccess, bad credentials: nothing gets better until somebody does something.</summary>
    AccessDenied = 2,

    /// <summary>The whole call was refused as malformed.</summary>
    InvalidInput = 3,
}
