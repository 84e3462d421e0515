namespace OrleansDefender.Things;

/// <summary>What a Detect event says of an alarm. The numbers are the order of events of one instant.</summary>
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
}
