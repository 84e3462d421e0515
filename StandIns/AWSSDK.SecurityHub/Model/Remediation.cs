namespace Amazon.SecurityHub.Model;

/// <summary>What to do about a finding.</summary>
public partial class Remediation
{
    /// <summary>The advice.</summary>
    public Recommendation Recommendation { get; set; }
}
