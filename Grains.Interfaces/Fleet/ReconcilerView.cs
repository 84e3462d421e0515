namespace OrleansDefender.Fleet;

/// <summary>How it stands with the reconciler of an account and Region.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.ReconcilerView")]
public sealed record ReconcilerView
{
    /// <summary>Whether it runs now.</summary>
    [Id(0)]
    public required bool IsRunning { get; init; }

    /// <summary>When the last run began; absent where none has.</summary>
    [Id(1)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last whole run ended; absent where none has.</summary>
    [Id(2)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the next is due.</summary>
    [Id(3)]
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Violations that AWS IoT listed as active in the last run.</summary>
    [Id(4)]
    public long ActiveViolations { get; init; }

    /// <summary>Of them, those whose alarm was not open here, and was opened.</summary>
    [Id(5)]
    public long OpenedAlarms { get; init; }

    /// <summary>Alarms that were open here, that AWS IoT no longer listed, and that were closed.</summary>
    [Id(6)]
    public long ClosedAlarms { get; init; }

    /// <summary>Audit runs that AWS IoT listed and nobody here knew, and that are imported.</summary>
    [Id(7)]
    public long MissedAudits { get; init; }

    /// <summary>Suppressions that were not known here and are in force.</summary>
    [Id(8)]
    public long NewSuppressions { get; init; }

    /// <summary>Suppressions that were known here and are no longer in force.</summary>
    [Id(9)]
    public long EndedSuppressions { get; init; }

    /// <summary>What kept the last run from ending, in words; absent where nothing did.</summary>
    [Id(10)]
    public string? Trouble { get; init; }
}
