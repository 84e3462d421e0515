using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>How bad a finding is.</summary>
public class SeverityLabel : ConstantClass
{
    /// <summary>To be looked at now (90 to 100).</summary>
    public static readonly SeverityLabel CRITICAL = new("CRITICAL");

    /// <summary>To be looked at first (70 to 89).</summary>
    public static readonly SeverityLabel HIGH = new("HIGH");

    /// <summary>Nothing to do (0).</summary>
    public static readonly SeverityLabel INFORMATIONAL = new("INFORMATIONAL");

    /// <summary>Nothing on its own (1 to 39).</summary>
    public static readonly SeverityLabel LOW = new("LOW");

    /// <summary>To be looked at, not urgent (40 to 69).</summary>
    public static readonly SeverityLabel MEDIUM = new("MEDIUM");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public SeverityLabel(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static SeverityLabel FindValue(string value) => FindValue<SeverityLabel>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator SeverityLabel(string value) => FindValue(value);
}
