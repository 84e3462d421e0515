using Amazon.Runtime;

namespace Amazon.SecurityHub.Model;

/// <summary>What became of an import, finding by finding.</summary>
public partial class BatchImportFindingsResponse : AmazonWebServiceResponse
{
    /// <summary>How many findings were refused.</summary>
    public int? FailedCount { get; set; }

    /// <summary>The refused findings with their reasons.</summary>
    public List<ImportFindingsError> FailedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<ImportFindingsError>() : null;

    /// <summary>How many findings were taken.</summary>
    public int? SuccessCount { get; set; }
}
