namespace Amazon.SecurityHub.Model;

/// <summary>A parameter of a control.</summary>
public partial class SecurityControlParameter
{
    /// <summary>The parameter's name.</summary>
    public string Name { get; set; }

    /// <summary>Its values.</summary>
    public List<string> Value { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}
