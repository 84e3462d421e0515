using Amazon.Runtime;

namespace Amazon.SecurityHub;

/// <summary>A partition of AWS.</summary>
public class Partition : ConstantClass
{
    /// <summary>The public Regions.</summary>
    public static readonly Partition Aws = new("aws");

    /// <summary>The Regions in China.</summary>
    public static readonly Partition AwsCn = new("aws-cn");

    /// <summary>AWS GovCloud (US).</summary>
    public static readonly Partition AwsUsGov = new("aws-us-gov");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public Partition(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static Partition FindValue(string value) => FindValue<Partition>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator Partition(string value) => FindValue(value);
}
