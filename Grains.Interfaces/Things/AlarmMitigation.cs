using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>A mitigation of an alarm: of one episode, or of whatever is open of a behavior.</summary>
/// <param name="ViolationId">The episode; absent where the behavior is named.</param>
/// <param name="Profile">The security profile; absent where the episode is named.</param>
/// <param name="Behavior">The behavior; absent where the episode is named.</param>
/// <param name="Mitigation">What was started.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmMitigation")]
public sealed record AlarmMitigation(
    [property: Id(0)] string? ViolationId,
    [property: Id(1)] string? Profile,
    [property: Id(2)] string? Behavior,
    [property: Id(3)] MitigationEvent Mitigation);
