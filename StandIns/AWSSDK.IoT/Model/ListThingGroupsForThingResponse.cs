using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A page of groups.</summary>
public partial class ListThingGroupsForThingResponse : AmazonWebServiceResponse
{
    /// <summary>Asks for the next page; <see langword="null"/> after the last.</summary>
    public string NextToken { get; set; }

    /// <summary>The groups.</summary>
    public List<GroupNameAndArn> ThingGroups { get; set; } = AWSConfigs.InitializeCollections ? new List<GroupNameAndArn>() : null;
}
