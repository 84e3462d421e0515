namespace Amazon.SecurityHub.Model;

/// <summary>Sets the fields of findings that belong to the customer. Only what is set is changed.</summary>
public partial class BatchUpdateFindingsRequest : AmazonSecurityHubRequest
{
    /// <summary>How sure the finding is, 0 to 100.</summary>
    public int? Confidence { get; set; }

    /// <summary>How important the resource is, 0 to 100.</summary>
    public int? Criticality { get; set; }

    /// <summary>The findings, at most 100.</summary>
    public List<AwsSecurityFindingIdentifier> FindingIdentifiers { get; set; } = AWSConfigs.InitializeCollections ? new List<AwsSecurityFindingIdentifier>() : null;

    /// <summary>The note that replaces the current one.</summary>
    public NoteUpdate Note { get; set; }

    /// <summary>Findings that belong together with these.</summary>
    public List<RelatedFinding> RelatedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<RelatedFinding>() : null;

    /// <summary>The customer's severity, which then hides the provider's.</summary>
    public SeverityUpdate Severity { get; set; }

    /// <summary>Types as <c>namespace/category/classifier</c>.</summary>
    public List<string> Types { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;

    /// <summary>The customer's own pairs of name and value.</summary>
    public Dictionary<string, string> UserDefinedFields { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>Whether an analyst holds the finding to be true.</summary>
    public VerificationState VerificationState { get; set; }

    /// <summary>Where the investigation stands.</summary>
    public WorkflowUpdate Workflow { get; set; }
}
