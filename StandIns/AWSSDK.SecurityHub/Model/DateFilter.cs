namespace Amazon.SecurityHub.Model;

/// <summary>Compares a time attribute, with fixed ends or with a range that moves with the clock.</summary>
public partial class DateFilter
{
    /// <summary>Within this long ago.</summary>
    public DateRange DateRange { get; set; }

    /// <summary>Not after this time.</summary>
    public string End { get; set; }

    /// <summary>Not before this time.</summary>
    public string Start { get; set; }
}
