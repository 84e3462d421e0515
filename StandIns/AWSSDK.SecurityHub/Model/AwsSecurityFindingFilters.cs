namespace Amazon.SecurityHub.Model;

/// <summary>What to look for. Attributes are joined by AND (at most 10 of them), the values of one attribute by OR (at most 20), negated ones by AND.</summary>
public partial class AwsSecurityFindingFilters
{
    /// <summary>Filters by the account.</summary>
    public List<StringFilter> AwsAccountId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the account's name.</summary>
    public List<StringFilter> AwsAccountName { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the company.</summary>
    public List<StringFilter> CompanyName { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by a standard of the control.</summary>
    public List<StringFilter> ComplianceAssociatedStandardsId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the control.</summary>
    public List<StringFilter> ComplianceSecurityControlId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the outcome of a control.</summary>
    public List<StringFilter> ComplianceStatus { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the confidence.</summary>
    public List<NumberFilter> Confidence { get; set; } = AWSConfigs.InitializeCollections ? new List<NumberFilter>() : null;

    /// <summary>Filters by when the provider made the finding.</summary>
    public List<DateFilter> CreatedAt { get; set; } = AWSConfigs.InitializeCollections ? new List<DateFilter>() : null;

    /// <summary>Filters by the criticality.</summary>
    public List<NumberFilter> Criticality { get; set; } = AWSConfigs.InitializeCollections ? new List<NumberFilter>() : null;

    /// <summary>Filters by the description.</summary>
    public List<StringFilter> Description { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the provider's confidence.</summary>
    public List<NumberFilter> FindingProviderFieldsConfidence { get; set; } = AWSConfigs.InitializeCollections ? new List<NumberFilter>() : null;

    /// <summary>Filters by the provider's criticality.</summary>
    public List<NumberFilter> FindingProviderFieldsCriticality { get; set; } = AWSConfigs.InitializeCollections ? new List<NumberFilter>() : null;

    /// <summary>Filters by a related finding the provider names.</summary>
    public List<StringFilter> FindingProviderFieldsRelatedFindingsId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the product of a related finding the provider names.</summary>
    public List<StringFilter> FindingProviderFieldsRelatedFindingsProductArn { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the provider's severity.</summary>
    public List<StringFilter> FindingProviderFieldsSeverityLabel { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the severity in the provider's own words.</summary>
    public List<StringFilter> FindingProviderFieldsSeverityOriginal { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the provider's types.</summary>
    public List<StringFilter> FindingProviderFieldsTypes { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by when the problem was first seen.</summary>
    public List<DateFilter> FirstObservedAt { get; set; } = AWSConfigs.InitializeCollections ? new List<DateFilter>() : null;

    /// <summary>Filters by the generator.</summary>
    public List<StringFilter> GeneratorId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the finding's identifier.</summary>
    public List<StringFilter> Id { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by when the problem was last seen.</summary>
    public List<DateFilter> LastObservedAt { get; set; } = AWSConfigs.InitializeCollections ? new List<DateFilter>() : null;

    /// <summary>Filters by the text of the note.</summary>
    public List<StringFilter> NoteText { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by when the note was written.</summary>
    public List<DateFilter> NoteUpdatedAt { get; set; } = AWSConfigs.InitializeCollections ? new List<DateFilter>() : null;

    /// <summary>Filters by who wrote the note.</summary>
    public List<StringFilter> NoteUpdatedBy { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the product's ARN.</summary>
    public List<StringFilter> ProductArn { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the provider's own pairs of name and value.</summary>
    public List<MapFilter> ProductFields { get; set; } = AWSConfigs.InitializeCollections ? new List<MapFilter>() : null;

    /// <summary>Filters by the product's name.</summary>
    public List<StringFilter> ProductName { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the text of the recommendation.</summary>
    public List<StringFilter> RecommendationText { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by whether the finding is current.</summary>
    public List<StringFilter> RecordState { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the Region the finding is from.</summary>
    public List<StringFilter> Region { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the identifier of a related finding.</summary>
    public List<StringFilter> RelatedFindingsId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the product of a related finding.</summary>
    public List<StringFilter> RelatedFindingsProductArn { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the ARN of the application a resource belongs to.</summary>
    public List<StringFilter> ResourceApplicationArn { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the application a resource belongs to.</summary>
    public List<StringFilter> ResourceApplicationName { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the details of a resource without a type of its own.</summary>
    public List<MapFilter> ResourceDetailsOther { get; set; } = AWSConfigs.InitializeCollections ? new List<MapFilter>() : null;

    /// <summary>Filters by the identifier of a resource.</summary>
    public List<StringFilter> ResourceId { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the partition of a resource.</summary>
    public List<StringFilter> ResourcePartition { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the Region of a resource.</summary>
    public List<StringFilter> ResourceRegion { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the tags of a resource.</summary>
    public List<MapFilter> ResourceTags { get; set; } = AWSConfigs.InitializeCollections ? new List<MapFilter>() : null;

    /// <summary>Filters by the type of a resource.</summary>
    public List<StringFilter> ResourceType { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by whether it is a sample.</summary>
    public List<BooleanFilter> Sample { get; set; } = AWSConfigs.InitializeCollections ? new List<BooleanFilter>() : null;

    /// <summary>Filters by the severity in force.</summary>
    public List<StringFilter> SeverityLabel { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the page about the finding.</summary>
    public List<StringFilter> SourceUrl { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the title.</summary>
    public List<StringFilter> Title { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by the types.</summary>
    public List<StringFilter> Type { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by when the provider last changed the finding.</summary>
    public List<DateFilter> UpdatedAt { get; set; } = AWSConfigs.InitializeCollections ? new List<DateFilter>() : null;

    /// <summary>Filters by the customer's own pairs of name and value.</summary>
    public List<MapFilter> UserDefinedFields { get; set; } = AWSConfigs.InitializeCollections ? new List<MapFilter>() : null;

    /// <summary>Filters by what the analyst said.</summary>
    public List<StringFilter> VerificationState { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;

    /// <summary>Filters by where the investigation stands.</summary>
    public List<StringFilter> WorkflowStatus { get; set; } = AWSConfigs.InitializeCollections ? new List<StringFilter>() : null;
}
