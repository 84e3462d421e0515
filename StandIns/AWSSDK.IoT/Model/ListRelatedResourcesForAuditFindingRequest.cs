using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for the resources that have to do with a finding of an audit.</summary>
public partial class ListRelatedResourcesForAuditFindingRequest : AmazonIoTRequest
{
    /// <summary>The finding. Required.</summary>
    [HttpQuery("findingId")]
    public string FindingId { get; set; }

    /// <summary>Size of a page, 1 to 250.</summary>
    [HttpQuery("maxResults")]
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    [HttpQuery("nextToken")]
    public string NextToken { get; set; }
}
