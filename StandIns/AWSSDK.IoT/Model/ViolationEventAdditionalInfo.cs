namespace Amazon.IoT.Model;

/// <summary>What else is known of a violation.</summary>
public partial class ViolationEventAdditionalInfo
{
    /// <summary>How sure the model was.</summary>
    public ConfidenceLevel ConfidenceLevel { get; set; }
}
