using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of names of things.</summary>
public partial class ListPrincipalThingsResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The names of the things.</summary>
    public List<string> Things { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}
