namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>What a test makes of a call to <see cref="MemoryHub"/>.</summary>
public enum HubFault
{
    /// <summary>429, nothing done.</summary>
    Throttled,

    /// <summary>500, nothing done.</summary>
    Error,

    /// <summary>403, nothing done.</summary>
    Denied,

    /// <summary>400, nothing done.</summary>
    Malformed,

    /// <summary>Carried out, but the answer is lost.</summary>
    LostAnswer,

    /// <summary>Answered, with <c>InvalidAccess</c> for each finding.</summary>
    EachDenied,

    /// <summary>Never answered, and never carried out.</summary>
    Silent,
}
