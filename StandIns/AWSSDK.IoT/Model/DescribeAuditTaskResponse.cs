using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>What became of an audit.</summary>
public partial class DescribeAuditTaskResponse : AmazonWebServiceResponse
{
    /// <summary>Its checks by name.</summary>
    public Dictionary<string, AuditCheckDetails> AuditDetails { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, AuditCheckDetails>() : null;

    /// <summary>The schedule that started it; not set for an audit on demand.</summary>
    public string ScheduledAuditName { get; set; }

    /// <summary>When it started, UTC.</summary>
    public DateTime? TaskStartTime { get; set; }

    /// <summary>How many of its checks are how far.</summary>
    public TaskStatistics TaskStatistics { get; set; }

    /// <summary>How far it is, or how it ended.</summary>
    public AuditTaskStatus TaskStatus { get; set; }

    /// <summary>What started it.</summary>
    public AuditTaskType TaskType { get; set; }
}
