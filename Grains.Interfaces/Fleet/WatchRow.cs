using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>A thing's row on the watch list. The thing owns and writes it; of two, the greater revision holds.</summary>
public sealed record WatchRow
{
    /// <summary>The thing.</summary>
    public required ThingKey Thing { get; init; }

    /// <summary>Rises with every change.</summary>
    public required long Revision { get; init; }

    /// <summary>The worst severity of alarms whose finding stands: open ones that no analyst called false or benign, and confirmed ones that went silent.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Open alarms.</summary>
    public required int OpenAlarms { get; init; }

    /// <summary>Closed alarms.</summary>
    public required int ClosedAlarms { get; init; }

    /// <summary>What else is to be seen.</summary>
    public required WatchFlags Flags { get; init; }

    /// <summary>When the thing wants to be woken; absent where nothing is due by time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The time of its newest event; of a thing without an alarm, when its posture changed last.</summary>
    public required DateTimeOffset LastEventAt { get; init; }

    /// <summary>The worst severity of the open audit findings of its resources; <see cref="Severity"/> does not include it.</summary>
    public Severity Posture { get; init; }

    /// <summary>Open audit findings of its resources.</summary>
    public int AuditFindings { get; init; }
}
