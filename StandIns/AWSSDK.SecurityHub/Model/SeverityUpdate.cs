namespace Amazon.SecurityHub.Model;

/// <summary>A severity set by the customer.</summary>
public partial class SeverityUpdate
{
    /// <summary>The severity as a word.</summary>
    public SeverityLabel Label { get; set; }

    /// <summary>The severity as a number, 0 to 100.</summary>
    public int? Normalized { get; set; }

    /// <summary>The provider's number.</summary>
    public double? Product { get; set; }
}
