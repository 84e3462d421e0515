using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How sure a learned model is.</summary>
public class ConfidenceLevel : ConstantClass
{
    /// <summary>Very.</summary>
    public static readonly ConfidenceLevel HIGH = new("HIGH");

    /// <summary>Not very.</summary>
    public static readonly ConfidenceLevel LOW = new("LOW");

    /// <summary>Fairly.</summary>
    public static readonly ConfidenceLevel MEDIUM = new("MEDIUM");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public ConfidenceLevel(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static ConfidenceLevel FindValue(string value) => FindValue<ConfidenceLevel>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator ConfidenceLevel(string value) => FindValue(value);
}
