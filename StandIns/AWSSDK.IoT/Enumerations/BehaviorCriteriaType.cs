using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>The kind of a behavior.</summary>
public class BehaviorCriteriaType : ConstantClass
{
    /// <summary>Compared with a learned model.</summary>
    public static readonly BehaviorCriteriaType MACHINE_LEARNING = new("MACHINE_LEARNING");

    /// <summary>Compared with a fixed value.</summary>
    public static readonly BehaviorCriteriaType STATIC = new("STATIC");

    /// <summary>Compared with a percentile over all devices.</summary>
    public static readonly BehaviorCriteriaType STATISTICAL = new("STATISTICAL");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public BehaviorCriteriaType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static BehaviorCriteriaType FindValue(string value) => FindValue<BehaviorCriteriaType>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator BehaviorCriteriaType(string value) => FindValue(value);
}
