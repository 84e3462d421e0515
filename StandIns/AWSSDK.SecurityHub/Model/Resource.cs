namespace Amazon.SecurityHub.Model;

/// <summary>Something a finding is about.</summary>
public partial class Resource
{
    /// <summary>The ARN of that application; filled by the service.</summary>
    public string ApplicationArn { get; set; }

    /// <summary>The application it belongs to; filled by the service.</summary>
    public string ApplicationName { get; set; }

    /// <summary>More about it.</summary>
    public ResourceDetails Details { get; set; }

    /// <summary>The identifier, an ARN where there is one.</summary>
    public string Id { get; set; }

    /// <summary>The partition the resource is in.</summary>
    public Partition Partition { get; set; }

    /// <summary>The Region the resource is in.</summary>
    public string Region { get; set; }

    /// <summary>The part it plays, <c>Actor</c> or <c>Target</c>.</summary>
    public string ResourceRole { get; set; }

    /// <summary>Its tags; at most 50.</summary>
    public Dictionary<string, string> Tags { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>The type, such as <c>AwsIamRole</c>, or <c>Other</c> where ASFF has none.</summary>
    public string Type { get; set; }
}
