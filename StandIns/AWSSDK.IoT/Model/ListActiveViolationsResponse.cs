using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of standing violations.</summary>
public partial class ListActiveViolationsResponse : AmazonWebServiceResponse
{
    /// <summary>The violations.</summary>
    public List<ActiveViolation> ActiveViolations { get; set; } = AWSConfigs.InitializeCollections ? new List<ActiveViolation>() : null;

    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }
}
