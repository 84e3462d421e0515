using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of Detect events.</summary>
public partial class ListViolationEventsResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The events.</summary>
    public List<ViolationEvent> ViolationEvents { get; set; } = AWSConfigs.InitializeCollections ? new List<ViolationEvent>() : null;
}
