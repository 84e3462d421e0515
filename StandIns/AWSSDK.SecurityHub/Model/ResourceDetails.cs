namespace Amazon.SecurityHub.Model;

/// <summary>More about a resource. The details of the many typed resources of ASFF are not part of this subset.</summary>
public partial class ResourceDetails
{
    /// <summary>Pairs of name and value, for a resource without a type of its own; at most 50.</summary>
    public Dictionary<string, string> Other { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
}
