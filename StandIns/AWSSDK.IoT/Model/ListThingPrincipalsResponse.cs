using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of principals.</summary>
public partial class ListThingPrincipalsResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The ARNs of the principals.</summary>
    public List<string> Principals { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}
