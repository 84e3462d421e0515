namespace Amazon.IoT.Model;

/// <summary>Asks for the suppressions of audit findings.</summary>
public partial class ListAuditSuppressionsRequest : AmazonIoTRequest
{
    /// <summary>Whether those that end first come first, as they do where it is not set.</summary>
    public bool? AscendingOrder { get; set; }

    /// <summary>Only of this check.</summary>
    public string CheckName { get; set; }

    /// <summary>Size of a page, 1 to 250. AWS gives 25 where it is not set.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    public string NextToken { get; set; }

    /// <summary>Only of this resource.</summary>
    public ResourceIdentifier ResourceIdentifier { get; set; }
}
