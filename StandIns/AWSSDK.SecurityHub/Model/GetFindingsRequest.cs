namespace Amazon.SecurityHub.Model;

/// <summary>Asks for the findings that match a filter, page by page.</summary>
public partial class GetFindingsRequest : AmazonSecurityHubRequest
{
    /// <summary>What to look for; without it, every finding.</summary>
    public AwsSecurityFindingFilters Filters { get; set; }

    /// <summary>Size of a page, 1 to 100.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The token of the previous page.</summary>
    public string NextToken { get; set; }

    /// <summary>The order.</summary>
    public List<SortCriterion> SortCriteria { get; set; } = AWSConfigs.InitializeCollections ? new List<SortCriterion>() : null;
}
