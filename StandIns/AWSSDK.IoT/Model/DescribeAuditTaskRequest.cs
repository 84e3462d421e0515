using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks what became of an audit.</summary>
public partial class DescribeAuditTaskRequest : AmazonIoTRequest
{
    /// <summary>The audit. Required.</summary>
    [HttpLabel("taskId")]
    public string TaskId { get; set; }
}
