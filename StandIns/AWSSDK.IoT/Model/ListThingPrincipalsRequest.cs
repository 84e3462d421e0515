using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for the principals that are attached to a thing.</summary>
public partial class ListThingPrincipalsRequest : AmazonIoTRequest
{
    /// <summary>Size of a page, 1 to 250.</summary>
    [HttpQuery("maxResults")]
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    [HttpQuery("nextToken")]
    public string NextToken { get; set; }

    /// <summary>The thing. Required.</summary>
    [HttpLabel("thingName")]
    public string ThingName { get; set; }
}
