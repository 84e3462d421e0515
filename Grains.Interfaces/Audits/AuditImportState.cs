namespace OrleansDefender.Audits;

/// <summary>How far the import of a run, or of one of its checks, is.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Audits.AuditImportState")]
public enum AuditImportState
{
    /// <summary>Not begun.</summary>
    Waiting = 0,

    /// <summary>The run's list is being applied.</summary>
    Listing = 1,

    /// <summary>What is no longer listed is being resolved.</summary>
    Resolving = 2,

    /// <summary>Done.</summary>
    Done = 3,

    /// <summary>The check did not complete, and so says nothing.</summary>
    SaysNothing = 4,

    /// <summary>A run that started later has been imported: this one says nothing about the present.</summary>
    Superseded = 5,

    /// <summary>The list held fewer resources than the run counted: what it listed is applied, and nothing is resolved.</summary>
    Incomplete = 6,

    /// <summary>AWS IoT no longer has the run's findings.</summary>
    Gone = 7,
}
