namespace OrleansDefender.Correlation;

/// <summary>How much things matter (section <c>Criticality</c>). Weights are 0.1 to 10; 1 is neither more nor less than others.</summary>
public sealed class CriticalityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Criticality";

    /// <summary>Patterns on names of thing groups → weight. <c>*</c> stands for any characters, <c>?</c> for one; case matters, as in AWS IoT.</summary>
    public IDictionary<string, double> Groups { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Names of attributes → their values → weight.</summary>
    public IDictionary<string, Dictionary<string, double>> Attributes { get; } = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);

    /// <summary>Names of thing types → weight.</summary>
    public IDictionary<string, double> Types { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The weight where no entry speaks of a thing. Default 1.</summary>
    public double Default { get; set; } = 1.0;
}
