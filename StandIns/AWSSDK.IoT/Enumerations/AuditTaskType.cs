using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>What started an audit.</summary>
public class AuditTaskType : ConstantClass
{
    /// <summary>A caller.</summary>
    public static readonly AuditTaskType ON_DEMAND_AUDIT_TASK = new("ON_DEMAND_AUDIT_TASK");

    /// <summary>A schedule.</summary>
    public static readonly AuditTaskType SCHEDULED_AUDIT_TASK = new("SCHEDULED_AUDIT_TASK");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public AuditTaskType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static AuditTaskType FindValue(string value) => FindValue<AuditTaskType>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator AuditTaskType(string value) => FindValue(value);
}
