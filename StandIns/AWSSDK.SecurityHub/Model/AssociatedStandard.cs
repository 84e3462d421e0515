namespace Amazon.SecurityHub.Model;

/// <summary>A standard in which a control is switched on.</summary>
public partial class AssociatedStandard
{
    /// <summary>The standard's identifier.</summary>
    public string StandardsId { get; set; }
}
