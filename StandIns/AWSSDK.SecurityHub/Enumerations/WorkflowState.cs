using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>The older form of <see cref="WorkflowStatus"/>.</summary>
public class WorkflowState : ConstantClass
{
    /// <summary>Given to somebody.</summary>
    public static readonly WorkflowState ASSIGNED = new("ASSIGNED");

    /// <summary>Put off.</summary>
    public static readonly WorkflowState DEFERRED = new("DEFERRED");

    /// <summary>Being looked at.</summary>
    public static readonly WorkflowState IN_PROGRESS = new("IN_PROGRESS");

    /// <summary>Not looked at yet.</summary>
    public static readonly WorkflowState NEW = new("NEW");

    /// <summary>Put right.</summary>
    public static readonly WorkflowState RESOLVED = new("RESOLVED");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public WorkflowState(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static WorkflowState FindValue(string value) => FindValue<WorkflowState>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator WorkflowState(string value) => FindValue(value);
}
