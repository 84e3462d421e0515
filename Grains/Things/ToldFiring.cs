namespace OrleansDefender.Things;

/// <summary>A firing of a rule that rules across things have as an input, and what their groups are told of it. Persisted.</summary>
/// <remarks>
/// Kept until it is twice as far behind the newest signal as what is settled: whatever touches the thing tells it again, so that a cause whose consequences
/// were lost need not be the next to come.
/// </remarks>
/// <param name="RuleId">The rule.</param>
/// <param name="Group">The group's key.</param>
/// <param name="TimeMs">Its time, in milliseconds since 1970.</param>
/// <param name="Revision">The thing's revision that last changed what is told of it: of two tellings the greater holds.</param>
/// <param name="IsWithdrawn">Whether it turned out not to be one.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.ToldFiring")]
internal sealed record ToldFiring(
    [property: Id(0)] string RuleId,
    [property: Id(1)] string Group,
    [property: Id(2)] long TimeMs,
    [property: Id(3)] long Revision,
    [property: Id(4)] bool IsWithdrawn);
