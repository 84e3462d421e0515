namespace OrleansDefender.Simulator.Fleet;

/// <summary>A call that changes something, as CloudTrail tells it.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Parameters">The request's members as JSON.</param>
/// <param name="Response">The answer's members as JSON; <see langword="null"/> where it has none.</param>
/// <param name="Actor">Who called.</param>
/// <param name="RequestId">The call's id.</param>
internal sealed record FleetCall(string Name, string Parameters, string? Response, FleetActor Actor, Guid RequestId);
