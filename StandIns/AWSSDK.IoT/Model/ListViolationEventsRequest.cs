using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for the Detect events of a stretch of time; AWS keeps them for 30 days.</summary>
public partial class ListViolationEventsRequest : AmazonIoTRequest
{
    /// <summary>Only of behaviors of this kind.</summary>
    [HttpQuery("behaviorCriteriaType")]
    public BehaviorCriteriaType BehaviorCriteriaType { get; set; }

    /// <summary>Not after this time. Required.</summary>
    [HttpQuery("endTime")]
    public DateTime? EndTime { get; set; }

    /// <summary>Whether suppressed alerts are listed.</summary>
    [HttpQuery("listSuppressedAlerts")]
    public bool? ListSuppressedAlerts { get; set; }

    /// <summary>Size of a page, 1 to 250.</summary>
    [HttpQuery("maxResults")]
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    [HttpQuery("nextToken")]
    public string NextToken { get; set; }

    /// <summary>Only of this security profile.</summary>
    [HttpQuery("securityProfileName")]
    public string SecurityProfileName { get; set; }

    /// <summary>Not before this time. Required.</summary>
    [HttpQuery("startTime")]
    public DateTime? StartTime { get; set; }

    /// <summary>Only of this thing.</summary>
    [HttpQuery("thingName")]
    public string ThingName { get; set; }

    /// <summary>Only with this verification.</summary>
    [HttpQuery("verificationState")]
    public VerificationState VerificationState { get; set; }
}
