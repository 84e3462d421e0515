namespace Amazon.SecurityHub.Model;

/// <summary>A stretch of time up to now.</summary>
public partial class DateRange
{
    /// <summary>The unit.</summary>
    public DateRangeUnit Unit { get; set; }

    /// <summary>Its length in <see cref="Unit"/>.</summary>
    public int? Value { get; set; }
}
