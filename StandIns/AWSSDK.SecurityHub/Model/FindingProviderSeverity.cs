namespace Amazon.SecurityHub.Model;

/// <summary>The severity a provider gives its finding.</summary>
public partial class FindingProviderSeverity
{
    /// <summary>The severity as a word.</summary>
    public SeverityLabel Label { get; set; }

    /// <summary>The severity in the provider's own words; at most 64 characters.</summary>
    public string Original { get; set; }
}
