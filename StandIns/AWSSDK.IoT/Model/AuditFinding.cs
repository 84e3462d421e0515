namespace Amazon.IoT.Model;

/// <summary>A resource that did not comply with a check of an audit.</summary>
public partial class AuditFinding
{
    /// <summary>The check.</summary>
    public string CheckName { get; set; }

    /// <summary>The identifier of this listing: another one in each audit.</summary>
    public string FindingId { get; set; }

    /// <summary>When it was found, UTC.</summary>
    public DateTime? FindingTime { get; set; }

    /// <summary>Whether it was suppressed when it was found. Findings older than suppressions do not say.</summary>
    public bool? IsSuppressed { get; set; }

    /// <summary>The resource.</summary>
    public NonCompliantResource NonCompliantResource { get; set; }

    /// <summary>Why, in words.</summary>
    public string ReasonForNonCompliance { get; set; }

    /// <summary>Why, as a code.</summary>
    public string ReasonForNonComplianceCode { get; set; }

    /// <summary>Resources that have to do with it, ten at most; <c>ListRelatedResourcesForAuditFinding</c> gives all.</summary>
    public List<RelatedResource> RelatedResources { get; set; } = AWSConfigs.InitializeCollections ? new List<RelatedResource>() : null;

    /// <summary>How bad it is.</summary>
    public AuditFindingSeverity Severity { get; set; }

    /// <summary>The audit.</summary>
    public string TaskId { get; set; }

    /// <summary>When the audit started, UTC.</summary>
    public DateTime? TaskStartTime { get; set; }
}
