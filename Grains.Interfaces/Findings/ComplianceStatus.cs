namespace OrleansDefender.Findings;

/// <summary>A finding's compliance status.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Findings.ComplianceStatus")]
public enum ComplianceStatus
{
    /// <summary>FAILED.</summary>
    Failed = 0,

    /// <summary>PASSED.</summary>
    Passed = 1,
}
