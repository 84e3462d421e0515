using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of findings of audits.</summary>
public partial class ListAuditFindingsResponse : AmazonWebServiceResponse
{
    /// <summary>The findings.</summary>
    public List<AuditFinding> Findings { get; set; } = AWSConfigs.InitializeCollections ? new List<AuditFinding>() : null;

    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }
}
