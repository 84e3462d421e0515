using Amazon.Runtime;

namespace Amazon.SecurityHub.Model;

/// <summary>A page of findings.</summary>
public partial class GetFindingsResponse : AmazonWebServiceResponse
{
    /// <summary>The findings.</summary>
    public List<AwsSecurityFinding> Findings { get; set; } = AWSConfigs.InitializeCollections ? new List<AwsSecurityFinding>() : null;

    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }
}
