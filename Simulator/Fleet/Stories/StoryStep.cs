using OrleansDefender.Simulator.Audits;

namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>One step of a story.</summary>
/// <param name="Index">The step's number in the story, from 0.</param>
/// <param name="Due">When it is due, in real time since the story's begin (the time scale is already applied).</param>
/// <param name="Kind">What happens.</param>
/// <param name="Thing">The thing, or the client id of an unregistered device.</param>
/// <param name="Behavior">The behavior.</param>
internal sealed record StoryStep(long Index, TimeSpan Due, StepKind Kind, string Thing, FleetBehavior Behavior)
{
    /// <summary>The verification state, for <see cref="StepKind.Verify"/>.</summary>
    public string? Verification { get; init; }

    /// <summary>The analyst's reason, for <see cref="StepKind.Verify"/>.</summary>
    public string? Description { get; init; }

    /// <summary>What happens to the audits, for <see cref="StepKind.Audit"/>.</summary>
    public AuditAct? Audit { get; init; }

    /// <summary>After how many further steps the message is sent; 0 = at once. The event keeps its own time, so it arrives out of order.</summary>
    public int Hold { get; init; }

    /// <summary>After how many further steps the message is sent once more; 0 = it is sent once.</summary>
    public int Echo { get; init; }

    /// <summary>A step that is about no alarm, but about the audits.</summary>
    public static StoryStep OfAudits(long index, TimeSpan due, AuditAct act) => new(index, due, StepKind.Audit, "", FleetCatalog.None) { Audit = act };
}
