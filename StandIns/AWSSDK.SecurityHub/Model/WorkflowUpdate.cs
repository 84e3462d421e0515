namespace Amazon.SecurityHub.Model;

/// <summary>A new state of the investigation.</summary>
public partial class WorkflowUpdate
{
    /// <summary>The state.</summary>
    public WorkflowStatus Status { get; set; }
}
