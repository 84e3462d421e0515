namespace OrleansDefender.Simulator.Fleet;

/// <summary>The final truth about one alarm, as the fleet sees it.</summary>
/// <param name="Thing">The thing's name or client id.</param>
/// <param name="Profile">The security profile.</param>
/// <param name="Behavior">The behavior.</param>
/// <param name="Open">Whether it is in alarm.</param>
/// <param name="Episodes">How often it opened.</param>
/// <param name="ViolationId">The latest episode's id.</param>
/// <param name="Verification">The latest episode's verification state.</param>
/// <param name="Description">The analyst's reason, if any.</param>
/// <param name="Suppressed">Whether its alerts are suppressed, so that nobody was notified.</param>
internal sealed record FleetAlarm(
    string Thing,
    string Profile,
    string Behavior,
    bool Open,
    int Episodes,
    string ViolationId,
    string Verification,
    string? Description,
    bool Suppressed);
