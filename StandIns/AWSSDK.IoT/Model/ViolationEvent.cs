namespace Amazon.IoT.Model;

/// <summary>One Detect event.</summary>
public partial class ViolationEvent
{
    /// <summary>The behavior.</summary>
    public Behavior Behavior { get; set; }

    /// <summary>The value at that time.</summary>
    public MetricValue MetricValue { get; set; }

    /// <summary>The security profile.</summary>
    public string SecurityProfileName { get; set; }

    /// <summary>The thing.</summary>
    public string ThingName { get; set; }

    /// <summary>What an analyst says of the episode.</summary>
    public VerificationState VerificationState { get; set; }

    /// <summary>The analyst's reason.</summary>
    public string VerificationStateDescription { get; set; }

    /// <summary>More, for behaviors found by machine learning.</summary>
    public ViolationEventAdditionalInfo ViolationEventAdditionalInfo { get; set; }

    /// <summary>When it happened, UTC.</summary>
    public DateTime? ViolationEventTime { get; set; }

    /// <summary>What happened.</summary>
    public ViolationEventType ViolationEventType { get; set; }

    /// <summary>The identifier of the episode.</summary>
    public string ViolationId { get; set; }
}
