namespace Amazon.IoT.Model;

/// <summary>What is normal for a behavior.</summary>
public partial class BehaviorCriteria
{
    /// <summary>How the metric compares with <see cref="Value"/> while all is well.</summary>
    public ComparisonOperator ComparisonOperator { get; set; }

    /// <summary>How many violating datapoints in a row raise the alarm, 1 to 10.</summary>
    public int? ConsecutiveDatapointsToAlarm { get; set; }

    /// <summary>How many good datapoints in a row clear it, 1 to 10.</summary>
    public int? ConsecutiveDatapointsToClear { get; set; }

    /// <summary>The stretch of time a datapoint covers, in seconds.</summary>
    public int? DurationSeconds { get; set; }

    /// <summary>The confidence asked for, for a behavior found by machine learning.</summary>
    public MachineLearningDetectionConfig MlDetectionConfig { get; set; }

    /// <summary>The percentile to compare with, for a statistical behavior.</summary>
    public StatisticalThreshold StatisticalThreshold { get; set; }

    /// <summary>The value to compare with.</summary>
    public MetricValue Value { get; set; }
}
