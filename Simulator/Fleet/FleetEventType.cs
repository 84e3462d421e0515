namespace OrleansDefender.Simulator.Fleet;

/// <summary>The types of violation event, as the service model spells them.</summary>
internal static class FleetEventType
{
    /// <summary>The device violates the behavior.</summary>
    public const string InAlarm = "in-alarm";

    /// <summary>The device satisfies the behavior again.</summary>
    public const string Cleared = "alarm-cleared";

    /// <summary>The device sends no metrics any more.</summary>
    public const string Invalidated = "alarm-invalidated";
}
