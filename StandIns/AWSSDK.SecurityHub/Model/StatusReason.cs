namespace Amazon.SecurityHub.Model;

/// <summary>What lies behind the outcome of a control.</summary>
public partial class StatusReason
{
    /// <summary>The reason as text.</summary>
    public string Description { get; set; }

    /// <summary>The reason as a code.</summary>
    public string ReasonCode { get; set; }
}
