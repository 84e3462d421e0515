namespace Amazon.IoT.Model;

/// <summary>A resource that did not comply with a check.</summary>
public partial class NonCompliantResource
{
    /// <summary>What else the check says of it, for example <c>EXPIRATION_TIME</c>.</summary>
    public Dictionary<string, string> AdditionalInfo { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>Which it is.</summary>
    public ResourceIdentifier ResourceIdentifier { get; set; }

    /// <summary>What it is.</summary>
    public ResourceType ResourceType { get; set; }
}
