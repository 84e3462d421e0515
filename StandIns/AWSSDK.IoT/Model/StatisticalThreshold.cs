namespace Amazon.IoT.Model;

/// <summary>A percentile over all devices.</summary>
public partial class StatisticalThreshold
{
    /// <summary>The percentile, such as <c>p99.9</c>.</summary>
    public string Statistic { get; set; }
}
