using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>What a Detect event says.</summary>
public class ViolationEventType : ConstantClass
{
    /// <summary>The behavior is as it should be again.</summary>
    public static readonly ViolationEventType AlarmCleared = new("alarm-cleared");

    /// <summary>Nothing is known any more, because no data came in time.</summary>
    public static readonly ViolationEventType AlarmInvalidated = new("alarm-invalidated");

    /// <summary>The behavior is violated.</summary>
    public static readonly ViolationEventType InAlarm = new("in-alarm");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public ViolationEventType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static ViolationEventType FindValue(string value) => FindValue<ViolationEventType>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator ViolationEventType(string value) => FindValue(value);
}
