using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>The unit of a range of time.</summary>
public class DateRangeUnit : ConstantClass
{
    /// <summary>Days.</summary>
    public static readonly DateRangeUnit DAYS = new("DAYS");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public DateRangeUnit(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static DateRangeUnit FindValue(string value) => FindValue<DateRangeUnit>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator DateRangeUnit(string value) => FindValue(value);
}
