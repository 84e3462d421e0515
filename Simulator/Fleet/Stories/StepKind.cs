namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>What a step of a story does: to an alarm, the last one to the audits.</summary>
internal enum StepKind
{
    /// <summary>The alarm opens: a new episode.</summary>
    Raise,

    /// <summary>The alarm clears.</summary>
    Clear,

    /// <summary>The alarm is invalidated: the device fell silent.</summary>
    Invalidate,

    /// <summary>The analyst gives his word on the alarm's present episode.</summary>
    Verify,

    /// <summary>An audit runs, or a suppression changes.</summary>
    Audit,
}
