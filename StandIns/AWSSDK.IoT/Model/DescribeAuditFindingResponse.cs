using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A finding of an audit.</summary>
public partial class DescribeAuditFindingResponse : AmazonWebServiceResponse
{
    /// <summary>The finding.</summary>
    public AuditFinding Finding { get; set; }
}
