using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A signal that a fleet incident rests on.</summary>
[Description("A signal that a fleet incident rests on.")]
internal sealed record IncidentEvidenceAnswer(
    [property: Description("Its time.")] DateTimeOffset At,
    [property: Description("What happened, as rules write it: in-alarm, finding-opened, and so on.")] string EventType,
    [property: Description("The thing; null for a resource's own signal.")] string? Thing,
    [property: Description("Profile and behavior, the check, or the title of the rule that fired.")] string? Subject,
    [property: Description("The value that was counted; null where signals are.")] string? Value,
    [property: Description("The violation's id.")] string? ViolationId);
