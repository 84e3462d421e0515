using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of resources that have to do with a finding of an audit.</summary>
public partial class ListRelatedResourcesForAuditFindingResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The resources.</summary>
    public List<RelatedResource> RelatedResources { get; set; } = AWSConfigs.InitializeCollections ? new List<RelatedResource>() : null;
}
