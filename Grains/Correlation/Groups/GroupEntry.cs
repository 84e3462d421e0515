using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Groups;

/// <summary>An entry of a group across things, with what its incident shows of it.</summary>
/// <param name="Entry">The entry as the engine sees it.</param>
/// <param name="Thing">The thing; absent for a resource's own signal.</param>
/// <param name="Severity">The signal's severity.</param>
/// <param name="Facts">What it is about.</param>
/// <param name="Revision">Of a firing: the greatest revision heard.</param>
/// <param name="IsWithdrawn">Of a firing: whether it no longer holds. It keeps its place under the caps.</param>
/// <param name="HasEnded">Of a CRITICAL alarm: whether the episode is over.</param>
internal readonly record struct GroupEntry(
    RuleEntry Entry, string? Thing, Severity Severity, GroupEntryFacts Facts, long Revision, bool IsWithdrawn, bool HasEnded = false)
{
    /// <summary>Whether it is the opening of a CRITICAL alarm.</summary>
    public bool IsCritical => Severity == Severity.Critical && Entry is { Key.EventType: SignalEvents.InAlarm, Episode: not null };

    public static GroupEntry Of(GroupSignal signal) => new(
        new RuleEntry(signal.Key, signal.Inputs, signal.Value, signal.Episode),
        signal.ThingName,
        signal.Severity,
        new GroupEntryFacts(signal.Profile, signal.Behavior, signal.Metric, signal.Subject, signal.Technique),
        signal.Revision,
        signal.IsWithdrawn);
}
