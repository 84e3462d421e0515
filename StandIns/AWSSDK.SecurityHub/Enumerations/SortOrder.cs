using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>The direction of an order.</summary>
public class SortOrder : ConstantClass
{
    /// <summary>Smallest first.</summary>
    public static readonly SortOrder Asc = new("asc");

    /// <summary>Largest first.</summary>
    public static readonly SortOrder Desc = new("desc");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public SortOrder(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static SortOrder FindValue(string value) => FindValue<SortOrder>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator SortOrder(string value) => FindValue(value);
}
