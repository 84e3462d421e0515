using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>Whether a finding is current.</summary>
public class RecordState : ConstantClass
{
    /// <summary>The problem exists.</summary>
    public static readonly RecordState ACTIVE = new("ACTIVE");

    /// <summary>The problem is gone; the finding is hidden by default.</summary>
    public static readonly RecordState ARCHIVED = new("ARCHIVED");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public RecordState(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static RecordState FindValue(string value) => FindValue<RecordState>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator RecordState(string value) => FindValue(value);
}
