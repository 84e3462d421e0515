namespace Amazon.IoT.Model;

/// <summary>A behavior of a security profile.</summary>
public partial class Behavior
{
    /// <summary>What is normal.</summary>
    public BehaviorCriteria Criteria { get; set; }

    /// <summary>Whether the metric is exported.</summary>
    public bool? ExportMetric { get; set; }

    /// <summary>The metric it watches.</summary>
    public string Metric { get; set; }

    /// <summary>The dimension that narrows the metric.</summary>
    public MetricDimension MetricDimension { get; set; }

    /// <summary>Its name, unique within the profile.</summary>
    public string Name { get; set; }

    /// <summary>Whether alerts are kept silent.</summary>
    public bool? SuppressAlerts { get; set; }
}
