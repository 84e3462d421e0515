namespace Amazon.IoT.Model;

/// <summary>A version of a policy.</summary>
public partial class PolicyVersionIdentifier
{
    /// <summary>The policy.</summary>
    public string PolicyName { get; set; }

    /// <summary>The version, a number.</summary>
    public string PolicyVersionId { get; set; }
}
