namespace Amazon.IoT.Model;

/// <summary>Asks for the findings of an audit, or of the audits of a stretch of time; AWS keeps them for 90 days.</summary>
public partial class ListAuditFindingsRequest : AmazonIoTRequest
{
    /// <summary>Only of this check.</summary>
    public string CheckName { get; set; }

    /// <summary>Not after this time; together with <see cref="StartTime"/>, and not with <see cref="TaskId"/>.</summary>
    public DateTime? EndTime { get; set; }

    /// <summary>Only suppressed ones, or only ones that are not; both where it is not set.</summary>
    public bool? ListSuppressedFindings { get; set; }

    /// <summary>Size of a page, 1 to 250. AWS gives 25 where it is not set.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    public string NextToken { get; set; }

    /// <summary>Only of this resource.</summary>
    public ResourceIdentifier ResourceIdentifier { get; set; }

    /// <summary>Not before this time; together with <see cref="EndTime"/>, and not with <see cref="TaskId"/>.</summary>
    public DateTime? StartTime { get; set; }

    /// <summary>Only of this audit.</summary>
    public string TaskId { get; set; }
}
