namespace Amazon.IoT.Model;

/// <summary>A violation that stands.</summary>
public partial class ActiveViolation
{
    /// <summary>The behavior that is violated.</summary>
    public Behavior Behavior { get; set; }

    /// <summary>When it was last seen to be violated, UTC.</summary>
    public DateTime? LastViolationTime { get; set; }

    /// <summary>The value that last violated it.</summary>
    public MetricValue LastViolationValue { get; set; }

    /// <summary>The security profile.</summary>
    public string SecurityProfileName { get; set; }

    /// <summary>The thing.</summary>
    public string ThingName { get; set; }

    /// <summary>What an analyst says of it.</summary>
    public VerificationState VerificationState { get; set; }

    /// <summary>The analyst's reason.</summary>
    public string VerificationStateDescription { get; set; }

    /// <summary>More, for behaviors found by machine learning.</summary>
    public ViolationEventAdditionalInfo ViolationEventAdditionalInfo { get; set; }

    /// <summary>The identifier of the episode.</summary>
    public string ViolationId { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime? ViolationStartTime { get; set; }
}
