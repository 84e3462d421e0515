namespace Amazon.IoT.Model;

/// <summary>A dimension that narrows a metric.</summary>
public partial class MetricDimension
{
    /// <summary>The dimension's name.</summary>
    public string DimensionName { get; set; }

    /// <summary>Whether its values are the ones meant, or the ones left out.</summary>
    public DimensionValueOperator Operator { get; set; }
}
