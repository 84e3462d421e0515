using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>How a metric compares with a value.</summary>
public class ComparisonOperator : ConstantClass
{
    /// <summary>More.</summary>
    public static readonly ComparisonOperator GreaterThan = new("greater-than");

    /// <summary>More or the same.</summary>
    public static readonly ComparisonOperator GreaterThanEquals = new("greater-than-equals");

    /// <summary>Within the address ranges.</summary>
    public static readonly ComparisonOperator InCidrSet = new("in-cidr-set");

    /// <summary>Among the ports.</summary>
    public static readonly ComparisonOperator InPortSet = new("in-port-set");

    /// <summary>Among the values.</summary>
    public static readonly ComparisonOperator InSet = new("in-set");

    /// <summary>Less.</summary>
    public static readonly ComparisonOperator LessThan = new("less-than");

    /// <summary>Less or the same.</summary>
    public static readonly ComparisonOperator LessThanEquals = new("less-than-equals");

    /// <summary>Outside the address ranges.</summary>
    public static readonly ComparisonOperator NotInCidrSet = new("not-in-cidr-set");

    /// <summary>Not among the ports.</summary>
    public static readonly ComparisonOperator NotInPortSet = new("not-in-port-set");

    /// <summary>Not among the values.</summary>
    public static readonly ComparisonOperator NotInSet = new("not-in-set");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public ComparisonOperator(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static ComparisonOperator FindValue(string value) => FindValue<ComparisonOperator>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator ComparisonOperator(string value) => FindValue(value);
}
