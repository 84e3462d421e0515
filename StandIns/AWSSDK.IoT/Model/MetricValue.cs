namespace Amazon.IoT.Model;

/// <summary>A value of a metric: one member is set, which depends on the metric.</summary>
public partial class MetricValue
{
    /// <summary>Address ranges.</summary>
    public List<string> Cidrs { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;

    /// <summary>A count.</summary>
    public long? Count { get; set; }

    /// <summary>A number.</summary>
    public double? Number { get; set; }

    /// <summary>Numbers.</summary>
    public List<double> Numbers { get; set; } = AWSConfigs.InitializeCollections ? new List<double>() : null;

    /// <summary>Ports.</summary>
    public List<int> Ports { get; set; } = AWSConfigs.InitializeCollections ? new List<int>() : null;

    /// <summary>Texts.</summary>
    public List<string> Strings { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}
