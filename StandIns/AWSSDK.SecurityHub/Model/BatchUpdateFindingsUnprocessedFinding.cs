namespace Amazon.SecurityHub.Model;

/// <summary>One finding that an update left as it was.</summary>
public partial class BatchUpdateFindingsUnprocessedFinding
{
    /// <summary>Why, as a code, such as <c>FindingNotFound</c> or <c>ConcurrentUpdateError</c>.</summary>
    public string ErrorCode { get; set; }

    /// <summary>Why, as text.</summary>
    public string ErrorMessage { get; set; }

    /// <summary>The finding.</summary>
    public AwsSecurityFindingIdentifier FindingIdentifier { get; set; }
}
