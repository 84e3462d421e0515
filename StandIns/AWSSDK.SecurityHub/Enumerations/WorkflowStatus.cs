using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>Where the investigation of a finding stands.</summary>
public class WorkflowStatus : ConstantClass
{
    /// <summary>Not looked at yet.</summary>
    public static readonly WorkflowStatus NEW = new("NEW");

    /// <summary>The owner of the resource was told.</summary>
    public static readonly WorkflowStatus NOTIFIED = new("NOTIFIED");

    /// <summary>Looked at and put right.</summary>
    public static readonly WorkflowStatus RESOLVED = new("RESOLVED");

    /// <summary>Looked at, and nothing is to be done.</summary>
    public static readonly WorkflowStatus SUPPRESSED = new("SUPPRESSED");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public WorkflowStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static WorkflowStatus FindValue(string value) => FindValue<WorkflowStatus>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator WorkflowStatus(string value) => FindValue(value);
}
