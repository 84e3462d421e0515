namespace Amazon.SecurityHub.Model;

/// <summary>Creates or updates findings of one account: 1 to 100 of them, each up to 240 KB, 6 MB together.</summary>
public partial class BatchImportFindingsRequest : AmazonSecurityHubRequest
{
    /// <summary>The findings. An existing one is updated only if its <see cref="AwsSecurityFinding.UpdatedAt"/> is later than the stored one.</summary>
    public List<AwsSecurityFinding> Findings { get; set; } = AWSConfigs.InitializeCollections ? new List<AwsSecurityFinding>() : null;
}
