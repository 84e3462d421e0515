namespace Amazon.IoT.Model;

/// <summary>What became of a check in an audit.</summary>
public partial class AuditCheckDetails
{
    /// <summary>Whether it found nothing, or only what is suppressed.</summary>
    public bool? CheckCompliant { get; set; }

    /// <summary>How far it is, or how it ended.</summary>
    public AuditCheckRunStatus CheckRunStatus { get; set; }

    /// <summary>Why it failed, as a code.</summary>
    public string ErrorCode { get; set; }

    /// <summary>Why it failed, in words.</summary>
    public string Message { get; set; }

    /// <summary>Resources that do not comply; suppressed ones are not counted.</summary>
    public long? NonCompliantResourcesCount { get; set; }

    /// <summary>Resources that do not comply and whose findings are suppressed.</summary>
    public long? SuppressedNonCompliantResourcesCount { get; set; }

    /// <summary>Resources that were looked at.</summary>
    public long? TotalResourcesCount { get; set; }
}
