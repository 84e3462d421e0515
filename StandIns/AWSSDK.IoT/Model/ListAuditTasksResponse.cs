using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of audits.</summary>
public partial class ListAuditTasksResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The audits.</summary>
    public List<AuditTaskMetadata> Tasks { get; set; } = AWSConfigs.InitializeCollections ? new List<AuditTaskMetadata>() : null;
}
