using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How the values of a dimension are meant.</summary>
public class DimensionValueOperator : ConstantClass
{
    /// <summary>Only these.</summary>
    public static readonly DimensionValueOperator IN = new("IN");

    /// <summary>All but these.</summary>
    public static readonly DimensionValueOperator NOT_IN = new("NOT_IN");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public DimensionValueOperator(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static DimensionValueOperator FindValue(string value) => FindValue<DimensionValueOperator>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator DimensionValueOperator(string value) => FindValue(value);
}
