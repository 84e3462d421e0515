namespace OrleansDefender.Findings;

/// <summary>A finding's workflow status; the customer's to set.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Findings.WorkflowStatus")]
public enum WorkflowStatus
{
    /// <summary>NEW.</summary>
    New = 0,

    /// <summary>NOTIFIED.</summary>
    Notified = 1,

    /// <summary>RESOLVED.</summary>
    Resolved = 2,

    /// <summary>SUPPRESSED.</summary>
    Suppressed = 3,
}
