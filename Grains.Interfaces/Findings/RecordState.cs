namespace OrleansDefender.Findings;

/// <summary>A finding's record state; the importer's to set.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Findings.RecordState")]
public enum RecordState
{
    /// <summary>ACTIVE.</summary>
    Active = 0,

    /// <summary>ARCHIVED.</summary>
    Archived = 1,
}
