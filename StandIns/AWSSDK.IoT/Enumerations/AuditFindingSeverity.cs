using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How bad a finding of an audit is.</summary>
public class AuditFindingSeverity : ConstantClass
{
    /// <summary>Critical.</summary>
    public static readonly AuditFindingSeverity CRITICAL = new("CRITICAL");

    /// <summary>High.</summary>
    public static readonly AuditFindingSeverity HIGH = new("HIGH");

    /// <summary>Low.</summary>
    public static readonly AuditFindingSeverity LOW = new("LOW");

    /// <summary>Medium.</summary>
    public static readonly AuditFindingSeverity MEDIUM = new("MEDIUM");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public AuditFindingSeverity(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static AuditFindingSeverity FindValue(string value) => FindValue<AuditFindingSeverity>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator AuditFindingSeverity(string value) => FindValue(value);
}
