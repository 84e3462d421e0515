namespace Amazon.SecurityHub.Model;

/// <summary>A finding in the AWS Security Finding Format (ASFF). Times are text, <c>YYYY-MM-DDTHH:MM:SS[.fraction]</c> with <c>Z</c> or an offset.</summary>
public partial class AwsSecurityFinding
{
    /// <summary>The account the finding is about, 12 digits.</summary>
    public string AwsAccountId { get; set; }

    /// <summary>The name of that account; filled by the service.</summary>
    public string AwsAccountName { get; set; }

    /// <summary>The company behind that product.</summary>
    public string CompanyName { get; set; }

    /// <summary>The outcome of a control; for findings of controls only.</summary>
    public Compliance Compliance { get; set; }

    /// <summary>How sure the finding is, 0 to 100.</summary>
    public int? Confidence { get; set; }

    /// <summary>When the provider made the finding.</summary>
    public string CreatedAt { get; set; }

    /// <summary>How important the resource is, 0 to 100.</summary>
    public int? Criticality { get; set; }

    /// <summary>The description, at most 1024 characters.</summary>
    public string Description { get; set; }

    /// <summary>The provider's own view, which customers do not overwrite.</summary>
    public FindingProviderFields FindingProviderFields { get; set; }

    /// <summary>When the problem was first seen.</summary>
    public string FirstObservedAt { get; set; }

    /// <summary>What in the provider made the finding, such as a rule; at most 512 characters.</summary>
    public string GeneratorId { get; set; }

    /// <summary>The identifier, unique within the product; at most 512 characters.</summary>
    public string Id { get; set; }

    /// <summary>When the problem was last seen.</summary>
    public string LastObservedAt { get; set; }

    /// <summary>The note on the finding.</summary>
    public Note Note { get; set; }

    /// <summary>When the service took the finding in; filled by the service.</summary>
    public string ProcessedAt { get; set; }

    /// <summary>The ARN of the product that provides the finding.</summary>
    public string ProductArn { get; set; }

    /// <summary>The provider's own pairs of name and value; at most 50.</summary>
    public Dictionary<string, string> ProductFields { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>The name of that product.</summary>
    public string ProductName { get; set; }

    /// <summary>Whether the finding is current; set by imports only.</summary>
    public RecordState RecordState { get; set; }

    /// <summary>The Region the finding is from; filled by the service.</summary>
    public string Region { get; set; }

    /// <summary>Findings that belong together with this one; at most 10.</summary>
    public List<RelatedFinding> RelatedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<RelatedFinding>() : null;

    /// <summary>What to do about it.</summary>
    public Remediation Remediation { get; set; }

    /// <summary>What the finding is about: 1 to 32 resources.</summary>
    public List<Resource> Resources { get; set; } = AWSConfigs.InitializeCollections ? new List<Resource>() : null;

    /// <summary>Whether this is a sample and no real problem.</summary>
    public bool? Sample { get; set; }

    /// <summary>The version of the format, <c>2018-10-08</c>.</summary>
    public string SchemaVersion { get; set; }

    /// <summary>The severity in force: the customer's if there is one, else the provider's.</summary>
    public Severity Severity { get; set; }

    /// <summary>A page about the finding in the provider's own console.</summary>
    public string SourceUrl { get; set; }

    /// <summary>The title, at most 256 characters.</summary>
    public string Title { get; set; }

    /// <summary>Types as <c>namespace/category/classifier</c>; at most 50.</summary>
    public List<string> Types { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;

    /// <summary>When the provider last changed the finding; an import with an earlier or equal time is ignored.</summary>
    public string UpdatedAt { get; set; }

    /// <summary>The customer's own pairs of name and value; at most 50.</summary>
    public Dictionary<string, string> UserDefinedFields { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>Whether an analyst holds the finding to be true.</summary>
    public VerificationState VerificationState { get; set; }

    /// <summary>Where the investigation stands.</summary>
    public Workflow Workflow { get; set; }

    /// <summary>Replaced by <see cref="Workflow"/>; the service still fills it.</summary>
    public WorkflowState WorkflowState { get; set; }
}
