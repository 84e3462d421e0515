using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for the things that a principal is attached to.</summary>
public partial class ListPrincipalThingsRequest : AmazonIoTRequest
{
    /// <summary>Size of a page, 1 to 250.</summary>
    [HttpQuery("maxResults")]
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    [HttpQuery("nextToken")]
    public string NextToken { get; set; }

    /// <summary>The principal, for example the ARN of a certificate. Required.</summary>
    [HttpHeader("x-amzn-principal")]
    public string Principal { get; set; }
}
