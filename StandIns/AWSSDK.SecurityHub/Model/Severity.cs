namespace Amazon.SecurityHub.Model;

/// <summary>The severity of a finding.</summary>
public partial class Severity
{
    /// <summary>The severity as a word.</summary>
    public SeverityLabel Label { get; set; }

    /// <summary>The severity as a number, 0 to 100; the service derives it from the label.</summary>
    public int? Normalized { get; set; }

    /// <summary>The severity in the provider's own words; at most 64 characters.</summary>
    public string Original { get; set; }

    /// <summary>The provider's number; replaced by <see cref="Original"/>.</summary>
    public double? Product { get; set; }
}
