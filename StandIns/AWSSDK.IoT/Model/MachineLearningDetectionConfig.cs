namespace Amazon.IoT.Model;

/// <summary>Detection by machine learning.</summary>
public partial class MachineLearningDetectionConfig
{
    /// <summary>How sure the model must be.</summary>
    public ConfidenceLevel ConfidenceLevel { get; set; }
}
