namespace Amazon.SecurityHub.Model;

/// <summary>What the provider says of its own finding. The fields of the same names at the top follow these until a customer changes them.</summary>
public partial class FindingProviderFields
{
    /// <summary>How sure the finding is, 0 to 100.</summary>
    public int? Confidence { get; set; }

    /// <summary>How important the resource is, 0 to 100.</summary>
    public int? Criticality { get; set; }

    /// <summary>Findings that belong together with this one; at most 10.</summary>
    public List<RelatedFinding> RelatedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<RelatedFinding>() : null;

    /// <summary>The provider's severity.</summary>
    public FindingProviderSeverity Severity { get; set; }

    /// <summary>Types as <c>namespace/category/classifier</c>; at most 50.</summary>
    public List<string> Types { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}
