using Amazon.Runtime;

namespace Amazon.SecurityHub.Model;

/// <summary>What became of an update, finding by finding.</summary>
public partial class BatchUpdateFindingsResponse : AmazonWebServiceResponse
{
    /// <summary>The findings that were updated.</summary>
    public List<AwsSecurityFindingIdentifier> ProcessedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<AwsSecurityFindingIdentifier>() : null;

    /// <summary>The findings that were not, with their reasons.</summary>
    public List<BatchUpdateFindingsUnprocessedFinding> UnprocessedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<BatchUpdateFindingsUnprocessedFinding>() : null;
}
