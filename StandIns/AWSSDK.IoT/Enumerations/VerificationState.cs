using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>What an analyst says of a violation.</summary>
public class VerificationState : ConstantClass
{
    /// <summary>It is real and harmless.</summary>
    public static readonly VerificationState BENIGN_POSITIVE = new("BENIGN_POSITIVE");

    /// <summary>It is not real.</summary>
    public static readonly VerificationState FALSE_POSITIVE = new("FALSE_POSITIVE");

    /// <summary>It is real.</summary>
    public static readonly VerificationState TRUE_POSITIVE = new("TRUE_POSITIVE");

    /// <summary>Nothing yet.</summary>
    public static readonly VerificationState UNKNOWN = new("UNKNOWN");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public VerificationState(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static VerificationState FindValue(string value) => FindValue<VerificationState>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator VerificationState(string value) => FindValue(value);
}
