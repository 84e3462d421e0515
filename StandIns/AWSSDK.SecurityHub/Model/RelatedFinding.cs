namespace Amazon.SecurityHub.Model;

/// <summary>Points to a finding that belongs together with another.</summary>
public partial class RelatedFinding
{
    /// <summary>Its identifier.</summary>
    public string Id { get; set; }

    /// <summary>The ARN of the product that provided it.</summary>
    public string ProductArn { get; set; }
}
