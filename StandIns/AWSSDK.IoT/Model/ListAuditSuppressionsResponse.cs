using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of suppressions of audit findings.</summary>
public partial class ListAuditSuppressionsResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The suppressions.</summary>
    public List<AuditSuppression> Suppressions { get; set; } = AWSConfigs.InitializeCollections ? new List<AuditSuppression>() : null;
}
