namespace OrleansDefender.Simulator.Audits;

/// <summary>What a step of a story does to the audits.</summary>
internal enum AuditActKind
{
    /// <summary>An audit runs.</summary>
    Run,

    /// <summary>An audit runs whose findings are made when they are asked for.</summary>
    Generate,

    /// <summary>Somebody suppresses a check's findings of a resource.</summary>
    Suppress,
}
