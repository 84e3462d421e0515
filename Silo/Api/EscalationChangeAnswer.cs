using System.ComponentModel;

namespace OrleansDefender.Silo.Api;

/// <summary>Something that became of an escalation.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Level">The level from then on.</param>
/// <param name="Reason">Why.</param>
[Description("Something that became of an escalation.")]
internal sealed record EscalationChangeAnswer(
    [property: Description("When it was noticed.")] DateTimeOffset Time,
    [property: Description("The rule's title.")] string Title,
    [property: Description("The level from then on; NONE where it ended.")] string Level,
    [property: Description("Why, in words.")] string Reason);
