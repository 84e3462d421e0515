using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>Causes for every thing that has an alarm of a security profile.</summary>
/// <param name="EventId">CloudTrail's event id, by which repeats are known.</param>
/// <param name="Withdrawal">The profile was deleted or changed.</param>
/// <param name="Mitigation">A mitigation of a behavior was started.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Fleet.ProfileCauses")]
public sealed record ProfileCauses(
    [property: Id(0)] string EventId,
    [property: Id(1)] WithdrawalEvent? Withdrawal = null,
    [property: Id(2)] AlarmMitigation? Mitigation = null);
