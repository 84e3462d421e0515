using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>How an entry of a map is compared.</summary>
public class MapFilterComparison : ConstantClass
{
    /// <summary>Has in it.</summary>
    public static readonly MapFilterComparison CONTAINS = new("CONTAINS");

    /// <summary>Is the same.</summary>
    public static readonly MapFilterComparison EQUALS = new("EQUALS");

    /// <summary>Does not have in it.</summary>
    public static readonly MapFilterComparison NOT_CONTAINS = new("NOT_CONTAINS");

    /// <summary>Is not the same.</summary>
    public static readonly MapFilterComparison NOT_EQUALS = new("NOT_EQUALS");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public MapFilterComparison(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static MapFilterComparison FindValue(string value) => FindValue<MapFilterComparison>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator MapFilterComparison(string value) => FindValue(value);
}
