using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for one finding of an audit.</summary>
public partial class DescribeAuditFindingRequest : AmazonIoTRequest
{
    /// <summary>The finding. Required.</summary>
    [HttpLabel("findingId")]
    public string FindingId { get; set; }
}
