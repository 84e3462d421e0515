using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for the audits of a stretch of time; AWS keeps them for 90 days.</summary>
public partial class ListAuditTasksRequest : AmazonIoTRequest
{
    /// <summary>Not after this time. Required.</summary>
    [HttpQuery("endTime")]
    public DateTime? EndTime { get; set; }

    /// <summary>Size of a page, 1 to 250.</summary>
    [HttpQuery("maxResults")]
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    [HttpQuery("nextToken")]
    public string NextToken { get; set; }

    /// <summary>Not before this time. Required; AWS refuses times before it keeps audits.</summary>
    [HttpQuery("startTime")]
    public DateTime? StartTime { get; set; }

    /// <summary>Only with this status.</summary>
    [HttpQuery("taskStatus")]
    public AuditTaskStatus TaskStatus { get; set; }

    /// <summary>Only of this type.</summary>
    [HttpQuery("taskType")]
    public AuditTaskType TaskType { get; set; }
}
