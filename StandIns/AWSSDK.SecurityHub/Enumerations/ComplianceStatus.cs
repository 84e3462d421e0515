using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>The outcome of a control.</summary>
public class ComplianceStatus : ConstantClass
{
    /// <summary>Something does not comply.</summary>
    public static readonly ComplianceStatus FAILED = new("FAILED");

    /// <summary>The check could not be made.</summary>
    public static readonly ComplianceStatus NOT_AVAILABLE = new("NOT_AVAILABLE");

    /// <summary>Everything complies.</summary>
    public static readonly ComplianceStatus PASSED = new("PASSED");

    /// <summary>Some of it is unknown, or does not apply.</summary>
    public static readonly ComplianceStatus WARNING = new("WARNING");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public ComplianceStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static ComplianceStatus FindValue(string value) => FindValue<ComplianceStatus>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator ComplianceStatus(string value) => FindValue(value);
}
