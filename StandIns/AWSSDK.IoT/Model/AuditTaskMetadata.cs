namespace Amazon.IoT.Model;

/// <summary>An audit in a list.</summary>
public partial class AuditTaskMetadata
{
    /// <summary>Its identifier.</summary>
    public string TaskId { get; set; }

    /// <summary>How far it is, or how it ended.</summary>
    public AuditTaskStatus TaskStatus { get; set; }

    /// <summary>What started it.</summary>
    public AuditTaskType TaskType { get; set; }
}
