using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How far an audit is, or how it ended.</summary>
public class AuditTaskStatus : ConstantClass
{
    /// <summary>It was canceled.</summary>
    public static readonly AuditTaskStatus CANCELED = new("CANCELED");

    /// <summary>It ran to its end; single checks may have failed.</summary>
    public static readonly AuditTaskStatus COMPLETED = new("COMPLETED");

    /// <summary>It failed.</summary>
    public static readonly AuditTaskStatus FAILED = new("FAILED");

    /// <summary>It runs.</summary>
    public static readonly AuditTaskStatus IN_PROGRESS = new("IN_PROGRESS");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public AuditTaskStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static AuditTaskStatus FindValue(string value) => FindValue<AuditTaskStatus>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator AuditTaskStatus(string value) => FindValue(value);
}
