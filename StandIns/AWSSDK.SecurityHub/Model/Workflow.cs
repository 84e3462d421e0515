namespace Amazon.SecurityHub.Model;

/// <summary>Where the investigation of a finding stands.</summary>
public partial class Workflow
{
    /// <summary>The state.</summary>
    public WorkflowStatus Status { get; set; }
}
