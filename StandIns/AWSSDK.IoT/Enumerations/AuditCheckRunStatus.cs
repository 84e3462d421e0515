using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How far a check of an audit is, or how it ended.</summary>
public class AuditCheckRunStatus : ConstantClass
{
    /// <summary>It was canceled.</summary>
    public static readonly AuditCheckRunStatus CANCELED = new("CANCELED");

    /// <summary>It ran to its end and found nothing, or only what is suppressed.</summary>
    public static readonly AuditCheckRunStatus COMPLETED_COMPLIANT = new("COMPLETED_COMPLIANT");

    /// <summary>It ran to its end and found resources that do not comply.</summary>
    public static readonly AuditCheckRunStatus COMPLETED_NON_COMPLIANT = new("COMPLETED_NON_COMPLIANT");

    /// <summary>It failed.</summary>
    public static readonly AuditCheckRunStatus FAILED = new("FAILED");

    /// <summary>It runs.</summary>
    public static readonly AuditCheckRunStatus IN_PROGRESS = new("IN_PROGRESS");

    /// <summary>It waits for data that it checks.</summary>
    public static readonly AuditCheckRunStatus WAITING_FOR_DATA_COLLECTION = new("WAITING_FOR_DATA_COLLECTION");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public AuditCheckRunStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static AuditCheckRunStatus FindValue(string value) => FindValue<AuditCheckRunStatus>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator AuditCheckRunStatus(string value) => FindValue(value);
}
