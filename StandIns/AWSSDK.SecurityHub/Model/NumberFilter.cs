namespace Amazon.SecurityHub.Model;

/// <summary>Compares a number.</summary>
public partial class NumberFilter
{
    /// <summary>Exactly.</summary>
    public double? Eq { get; set; }

    /// <summary>More than.</summary>
    public double? Gt { get; set; }

    /// <summary>At least.</summary>
    public double? Gte { get; set; }

    /// <summary>Less than.</summary>
    public double? Lt { get; set; }

    /// <summary>At most.</summary>
    public double? Lte { get; set; }
}
