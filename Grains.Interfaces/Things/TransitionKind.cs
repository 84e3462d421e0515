namespace OrleansDefender.Things;

/// <summary>What happened to an alarm: what a Detect event says, or that its cause was withdrawn. The numbers are the order of events of one instant.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Things.TransitionKind")]
public enum TransitionKind
{
    /// <summary><c>in-alarm</c>: the device does not behave as the security profile says.</summary>
    InAlarm = 0,

    /// <summary><c>alarm-cleared</c>: it behaves again.</summary>
    Cleared = 1,

    /// <summary><c>alarm-invalidated</c>: there is no data to say so any more. No evidence of health.</summary>
    Invalidated = 2,

    /// <summary>The thing, the security profile or the behavior was deleted. No event of Device Defender says so: see <see cref="WithdrawalEvent"/>.</summary>
    Withdrawn = 3,
}
