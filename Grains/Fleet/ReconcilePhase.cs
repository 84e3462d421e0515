namespace OrleansDefender.Fleet;

/// <summary>What a reconciliation is at.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Fleet.ReconcilePhase")]
internal enum ReconcilePhase
{
    /// <summary>It does not run.</summary>
    Idle = 0,

    /// <summary>Audit runs that nobody here knows.</summary>
    Audits = 1,

    /// <summary>Suppressions that came or went unheard.</summary>
    Suppressions = 2,

    /// <summary>Violations that opened or closed unheard.</summary>
    Violations = 3,
}
