namespace Amazon.SecurityHub.Model;

/// <summary>Names one finding.</summary>
public partial class AwsSecurityFindingIdentifier
{
    /// <summary>The finding's identifier, unique within its product.</summary>
    public string Id { get; set; }

    /// <summary>The ARN of the product that provided it.</summary>
    public string ProductArn { get; set; }
}
