namespace OrleansDefender.Simulator.Fleet;

/// <summary>One row of a list of violations or of violation events.</summary>
/// <param name="Row">The row's number, by which pages go on.</param>
/// <param name="ViolationId">The episode's id.</param>
/// <param name="Thing">The thing's name or client id.</param>
/// <param name="Profile">The security profile.</param>
/// <param name="Behavior">The behavior's name.</param>
/// <param name="Value">The metric value as JSON, if there is one.</param>
/// <param name="Verification">The verification state.</param>
/// <param name="Description">The analyst's reason, if any.</param>
/// <param name="Time">Epoch milliseconds: of the event, or of the violation's begin.</param>
/// <param name="LastTime">Epoch milliseconds of the violation's last violating value; of an event, the same as <paramref name="Time"/>.</param>
/// <param name="Type">The event's type; of an active violation, in-alarm.</param>
internal sealed record FleetViolation(
    long Row,
    string ViolationId,
    string Thing,
    string Profile,
    string Behavior,
    string? Value,
    string Verification,
    string? Description,
    long Time,
    long LastTime,
    string Type);
