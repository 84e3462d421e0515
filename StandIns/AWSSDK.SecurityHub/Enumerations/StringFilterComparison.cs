using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>How a text attribute is compared.</summary>
public class StringFilterComparison : ConstantClass
{
    /// <summary>Has in it; not for findings by GetFindings.</summary>
    public static readonly StringFilterComparison CONTAINS = new("CONTAINS");

    /// <summary>Has in it as a word; not for findings by GetFindings.</summary>
    public static readonly StringFilterComparison CONTAINS_WORD = new("CONTAINS_WORD");

    /// <summary>Is the same.</summary>
    public static readonly StringFilterComparison EQUALS = new("EQUALS");

    /// <summary>Does not have in it; not for findings by GetFindings.</summary>
    public static readonly StringFilterComparison NOT_CONTAINS = new("NOT_CONTAINS");

    /// <summary>Is not the same.</summary>
    public static readonly StringFilterComparison NOT_EQUALS = new("NOT_EQUALS");

    /// <summary>Begins with.</summary>
    public static readonly StringFilterComparison PREFIX = new("PREFIX");

    /// <summary>Does not begin with.</summary>
    public static readonly StringFilterComparison PREFIX_NOT_EQUALS = new("PREFIX_NOT_EQUALS");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public StringFilterComparison(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static StringFilterComparison FindValue(string value) => FindValue<StringFilterComparison>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator StringFilterComparison(string value) => FindValue(value);
}
