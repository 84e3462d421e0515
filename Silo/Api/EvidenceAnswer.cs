using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>A piece of evidence.</summary>
/// <param name="Time">The signal's own time.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="ViolationId">The episode.</param>
/// <param name="Value">The value that was counted.</param>
/// <param name="Withdrawn">Whether an analyst's word has taken it away.</param>
[Description("A signal that an escalation rests on.")]
internal sealed record EvidenceAnswer(
    [property: Description("The signal's own time.")] DateTimeOffset Time,
    [property: Description("What happened, as rules name it.")] string EventType,
    [property: Description("What it is about: profile/behavior, check (reason), or the title of a rule that fired.")] string Subject,
    [property: Description("The episode; null where it has none.")] string? ViolationId,
    [property: Description("The value that was counted; null where signals are counted.")] string? Value,
    [property: Description("Whether an analyst's word has taken it away.")] bool Withdrawn);
