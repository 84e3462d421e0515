namespace OrleansDefender.Audits;

/// <summary>How a check of a run ended.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Audits.AuditCheckStatus")]
public enum AuditCheckStatus
{
    /// <summary>Any status that is not known here: it says nothing.</summary>
    Other = 0,

    /// <summary>COMPLETED_COMPLIANT.</summary>
    CompletedCompliant = 1,

    /// <summary>COMPLETED_NON_COMPLIANT.</summary>
    CompletedNonCompliant = 2,

    /// <summary>FAILED.</summary>
    Failed = 3,

    /// <summary>CANCELED.</summary>
    Canceled = 4,
}
