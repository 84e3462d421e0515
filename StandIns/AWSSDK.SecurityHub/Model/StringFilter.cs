namespace Amazon.SecurityHub.Model;

/// <summary>Compares a text attribute.</summary>
public partial class StringFilter
{
    /// <summary>How to compare.</summary>
    public StringFilterComparison Comparison { get; set; }

    /// <summary>The text to compare with; upper and lower case matter.</summary>
    public string Value { get; set; }
}
