namespace Amazon.SecurityHub.Model;

/// <summary>One key of an order.</summary>
public partial class SortCriterion
{
    /// <summary>The attribute, as in the filter.</summary>
    public string Field { get; set; }

    /// <summary>The direction.</summary>
    public SortOrder SortOrder { get; set; }
}
